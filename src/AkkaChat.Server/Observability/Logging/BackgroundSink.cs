using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Writes events on a thread of its own: a blocked stdout blocks neither callers nor the shutdown. Events that find the
/// queue full, or whose write fails, are lost; when a write succeeds again their number is logged, by cause.
/// <para>
/// Serilog.Sinks.Async 2.1.0 cannot replace this class: its BackgroundWorkerSink.Dispose waits for the worker without a
/// timeout, so a blocked stdout would keep the process alive. It also does not log how many events it dropped.
/// </para>
/// </summary>
internal sealed class BackgroundSink : ILogEventSink, IDisposable
{
    private static readonly MessageTemplate Dropped =
        new MessageTemplateParser().Parse("{Count} log events were lost: standard output is blocked or too slow");

    private static readonly MessageTemplate Failed =
        new MessageTemplateParser().Parse("{Count} log events were lost: {Cause:l}");

    private readonly TextWriter _output;
    private readonly ITextFormatter _formatter;
    private readonly TimeSpan _flushTimeout;
    private readonly BlockingCollection<LogEvent> _queue;
    private readonly Thread _writer;

    /// <summary>Events whose write failed, by the text of the error. Used by the writer's thread only.</summary>
    private readonly SortedDictionary<string, int> _failed = new(StringComparer.Ordinal);

    /// <summary>Events that found the queue full.</summary>
    private int _dropped;

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

        Interlocked.Increment(ref _dropped);
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
            if (TryWrite(logEvent) is { } cause)
                _failed[cause] = _failed.GetValueOrDefault(cause) + 1;
            else
                ReportLost(logEvent.Timestamp);
        }
    }

    /// <summary>Losses that cannot be reported remain counted.</summary>
    private void ReportLost(DateTimeOffset time)
    {
        if (Volatile.Read(ref _dropped) is > 0 and var dropped && TryWrite(Warning(time, Dropped, dropped)) is null)
            Interlocked.Add(ref _dropped, -dropped);

        foreach (var (cause, count) in _failed.ToList())
        {
            if (TryWrite(Warning(time, Failed, count, new LogEventProperty("Cause", new ScalarValue(cause)))) is null)
                _failed.Remove(cause);
        }
    }

    private static LogEvent Warning(DateTimeOffset time, MessageTemplate template, int count, params LogEventProperty[] others) =>
        new(time, LogEventLevel.Warning, exception: null, template, [new("Count", new ScalarValue(count)), .. others]);

    /// <returns>Why the event is lost; null if it was written.</returns>
    private string? TryWrite(LogEvent logEvent)
    {
        try
        {
            using var text = new StringWriter();
            _formatter.Format(logEvent, text);
            _output.Write(text.ToString());
            return null;
        }
        catch (Exception exception)
        {
            // An exception that left this thread would end the process, and no error of the log is worth that.
            return exception.Message;
        }
    }
}
