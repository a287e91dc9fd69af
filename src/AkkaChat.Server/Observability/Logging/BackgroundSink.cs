using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Hands events over to a thread that writes them: a terminal or a collector that takes nothing holds nobody who has
/// something to log, nor the end of the process. What does not fit in meanwhile is lost, and counted.
/// </summary>
internal sealed class BackgroundSink : ILogEventSink, IDisposable
{
    private static readonly MessageTemplate Lost =
        new MessageTemplateParser().Parse("{Count} log events were lost: they came faster than they could be written");

    private readonly TextWriter _output;
    private readonly ITextFormatter _formatter;
    private readonly TimeSpan _patience;
    private readonly BlockingCollection<LogEvent> _waiting;
    private readonly Thread _writer;
    private int _lost;

    /// <param name="output">Where each event is written to at a time.</param>
    /// <param name="capacity">Events that may wait.</param>
    /// <param name="patience">Longest time to write the last ones at the end.</param>
    public BackgroundSink(TextWriter output, ITextFormatter formatter, int capacity, TimeSpan patience)
    {
        _output = output;
        _formatter = formatter;
        _patience = patience;
        _waiting = new BlockingCollection<LogEvent>(capacity);
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    public void Emit(LogEvent logEvent)
    {
        try
        {
            if (_waiting.TryAdd(logEvent))
                return;
        }
        catch (InvalidOperationException)
        {
            // Too late: the end has come.
        }

        Interlocked.Increment(ref _lost);
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _writer.Join(_patience);
    }

    private void WriteAll()
    {
        foreach (var waiting in _waiting.GetConsumingEnumerable())
        {
            Write(waiting);
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
                Write(new LogEvent(waiting.Timestamp, LogEventLevel.Warning, null, Lost, [new("Count", new ScalarValue(lost))]));
        }
    }

    private void Write(LogEvent logEvent)
    {
        using var line = new StringWriter();
        _formatter.Format(logEvent, line);
        try
        {
            _output.Write(line.ToString());
        }
        catch (IOException)
        {
            Interlocked.Increment(ref _lost);
        }
    }
}
