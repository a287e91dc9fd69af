using AkkaChat.Server.Observability.Logging;
using Serilog.Events;
using static AkkaChat.Tests.Observability.Logging.LogEvents;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>A blocked output blocks neither callers nor the end.</summary>
public sealed class BackgroundSinkTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    [Fact]
    public void Events_are_written_in_order_by_the_end()
    {
        using var output = new Gate(open: true);
        using (var sink = new BackgroundSink(output, new TextLogFormatter(), 1000, Timeout))
        {
            for (var i = 0; i < 500; i++)
                sink.Emit(Event($"event {i}"));
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"2026-11-22 18:00:00.120 INF event {i}\n"), output.Writes);
    }

    [Fact]
    public void Events_that_find_the_queue_full_are_dropped_and_counted()
    {
        using var output = new Gate(open: false);
        using (var sink = new BackgroundSink(output, new TextLogFormatter(), 5, Timeout))
        {
            sink.Emit(Event("first"));
            output.WaitUntilBlocked();
            for (var i = 0; i < 12; i++)
                sink.Emit(Event($"event {i}"));
            output.Open();
        }

        Assert.Equal(
            ["INF first\n", "WRN 7 log events were lost: standard output is blocked or too slow\n",
                "INF event 0\n", "INF event 1\n", "INF event 2\n", "INF event 3\n", "INF event 4\n"],
            output.Writes.Select(line => line["2026-11-22 18:00:00.120 ".Length..]));
    }

    [Fact]
    public void A_blocked_output_does_not_delay_the_end()
    {
        using var output = new Gate(open: false);
        var sink = new BackgroundSink(output, new TextLogFormatter(), 5, TimeSpan.Zero);
        sink.Emit(Event("first"));
        output.WaitUntilBlocked();

        sink.Dispose();
        sink.Emit(Event("too late"));

        Assert.Empty(output.Writes);
        output.Open();
    }

    [Fact]
    public void Events_whose_write_fails_are_counted_by_cause_and_reported_when_a_write_succeeds()
    {
        using var output = new Gate(open: true);
        foreach (var failure in new Exception[]
                 {
                     new IOException("No space left on device"), new UnauthorizedAccessException("Permission denied"),
                     new IOException("No space left on device"), new ArgumentOutOfRangeException(null, "File too large"),
                 })
        {
            output.Failures.Enqueue(failure);
        }

        using (var sink = new BackgroundSink(output, new TextLogFormatter(), 10, Timeout))
        {
            for (var i = 0; i < 6; i++)
                sink.Emit(Event($"event {i}"));
        }

        Assert.Equal(
            [
                "INF event 4\n", "WRN 1 log events were lost: File too large\n", "WRN 2 log events were lost: No space left on device\n",
                "WRN 1 log events were lost: Permission denied\n", "INF event 5\n",
            ],
            output.Writes.Select(line => line["2026-11-22 18:00:00.120 ".Length..]));
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_repeated_and_is_not_counted_as_an_event()
    {
        using var output = new Gate(open: true);
        output.Failures.Enqueue(new IOException("Broken pipe"));
        output.Failures.Enqueue(null);
        output.Failures.Enqueue(new IOException("Broken pipe"));
        using (var sink = new BackgroundSink(output, new TextLogFormatter(), 10, Timeout))
        {
            for (var i = 0; i < 3; i++)
                sink.Emit(Event($"event {i}"));
        }

        Assert.Equal(
            ["INF event 1\n", "INF event 2\n", "WRN 1 log events were lost: Broken pipe\n"],
            output.Writes.Select(line => line["2026-11-22 18:00:00.120 ".Length..]));
    }

    [Fact]
    public void An_event_that_cannot_be_formatted_costs_itself_only()
    {
        using var output = new Gate(open: true);
        using (var sink = new BackgroundSink(output, new TextLogFormatter(), 10, Timeout))
        {
            sink.Emit(Event(LogEventLevel.Error, "first", new UnprintableException()));
            sink.Emit(Event("second"));
        }

        Assert.Equal(
            ["INF second\n", "WRN 1 log events were lost: no text\n"],
            output.Writes.Select(line => line["2026-11-22 18:00:00.120 ".Length..]));
    }

    private sealed class UnprintableException : Exception
    {
        public override string ToString() => throw new NotSupportedException("no text");
    }

    /// <summary>An output whose writes block until it is opened.</summary>
    private sealed class Gate(bool open) : StringWriter
    {
        private readonly ManualResetEventSlim _open = new(open);
        private readonly ManualResetEventSlim _blocked = new();

        public List<string> Writes { get; } = [];

        /// <summary>The exception of the next writes; null for a write that succeeds.</summary>
        public Queue<Exception?> Failures { get; } = [];

        public void Open() => _open.Set();

        public void WaitUntilBlocked() => Assert.True(_blocked.Wait(Timeout));

        public override void Write(string? value)
        {
            _blocked.Set();
            _open.Wait();
            if (Failures.TryDequeue(out var failure) && failure is not null)
                throw failure;

            Writes.Add(value!);
        }

        protected override void Dispose(bool disposing)
        {
            // The writer thread may still be blocked.
            _open.Set();
            base.Dispose(disposing);
        }
    }
}
