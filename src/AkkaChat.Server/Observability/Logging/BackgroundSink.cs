using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Writes events on a thread of its own: a blocked stdout blocks neither callers nor the shutdown. Events that find the
/// queue full are dropped, and their number is logged.
/// <para>
/// Serilog.Sinks.Async 2.1.0 cannot replace this class: its BackgroundWorkerSink.Dispose waits for the worker without a
/// timeout, so a blocked stdout would keep the process alive. It also does not log how many events it dropped.
/// </para>
/// </summary>
internal sealed class BackgroundSink : ILogEventSink, IDisposable
{
    private static readonly MessageTemplate Lost =
        new MessageTemplateParser().Parse("{Count} log events were lost: stdout is blocked, too slow or failing");

    private readonly TextWriter _output;
    private readonly ITextFormatter _formatter;
    private readonly TimeSpan _flushTimeout;
    private readonly BlockingCollection<LogEvent> _queue;
    private readonly Thread _writer;
    private int _lost;

    /// <param name="output">Gets each event in one call.</param>
    /// <param name="capacity">Events in the queue.</param>
    /// <param name="flushTimeout">Longest time that Dispose waits until the queue is written.</param>
    public BackgroundSink(TextWriter output, ITextFormatter formatter, int capacity, TimeSpan flushTimeout)
    {
        _output = output;
        _formatter = formatter;
        _flushTimeout = flushTimeout;
        _queue = new BlockingCollection<LogEvent>(capacity);
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    public void Emit(LogEvent logEvent)
    {
        try
        {
            if (_queue.TryAdd(logEvent))
                return;
        }
        catch (InvalidOperationException)
        {
            // Disposed.
        }

        Interlocked.Increment(ref _lost);
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        _writer.Join(_flushTimeout);
    }

    private void WriteAll()
    {
        foreach (var logEvent in _queue.GetConsumingEnumerable())
        {
            Write(logEvent);
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
                Write(new LogEvent(logEvent.Timestamp, LogEventLevel.Warning, null, Lost, [new("Count", new ScalarValue(lost))]));
        }
    }

    private void Write(LogEvent logEvent)
    {
        using var text = new StringWriter();
        _formatter.Format(logEvent, text);
        try
        {
            _output.Write(text.ToString());
        }
        catch (IOException)
        {
            Interlocked.Increment(ref _lost);
        }
    }
}
