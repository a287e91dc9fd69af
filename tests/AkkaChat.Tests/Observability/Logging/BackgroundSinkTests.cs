using AkkaChat.Server.Observability.Logging;
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
            ["INF first\n", "WRN 7 log events were lost: stdout is blocked, too slow or failing\n",
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
    public void A_failing_output_loses_only_the_event_that_it_failed_for()
    {
        using var output = new Gate(open: true) { FailsOnce = true };
        using (var sink = new BackgroundSink(output, new TextLogFormatter(), 5, Timeout))
        {
            sink.Emit(Event("first"));
            sink.Emit(Event("second"));
        }

        Assert.EndsWith("INF second\n", output.Writes[^1], StringComparison.Ordinal);
        Assert.Contains(output.Writes, line => line.Contains("WRN 1 log events were lost", StringComparison.Ordinal));
    }

    /// <summary>An output whose writes block until it is opened.</summary>
    private sealed class Gate(bool open) : StringWriter
    {
        private readonly ManualResetEventSlim _open = new(open);
        private readonly ManualResetEventSlim _blocked = new();

        public List<string> Writes { get; } = [];

        public bool FailsOnce { get; set; }

        public void Open() => _open.Set();

        public void WaitUntilBlocked() => Assert.True(_blocked.Wait(Timeout));

        public override void Write(string? value)
        {
            _blocked.Set();
            _open.Wait();
            if (FailsOnce)
            {
                FailsOnce = false;
                throw new IOException("no space left");
            }

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
