using AkkaChat.Server.Observability.Logging;
using static AkkaChat.Tests.Observability.Logging.LogEvents;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>The log never holds anybody, however slowly it is read.</summary>
public sealed class BackgroundSinkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void What_is_logged_is_written_in_order_by_the_end()
    {
        using var output = new Gate(open: true);
        using (var sink = new BackgroundSink(output, new TextLogFormatter(), 1000, Patience))
        {
            for (var i = 0; i < 500; i++)
                sink.Emit(Event($"event {i}"));
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"2026-11-22 18:00:00.120 INF event {i}\n"), output.Writes);
    }

    [Fact]
    public void What_does_not_fit_in_is_lost_and_counted()
    {
        using var output = new Gate(open: false);
        using (var sink = new BackgroundSink(output, new TextLogFormatter(), 5, Patience))
        {
            sink.Emit(Event("first"));
            output.WaitUntilHeld();
            for (var i = 0; i < 12; i++)
                sink.Emit(Event($"event {i}"));
            output.Open();
        }

        Assert.Equal(
            ["INF first\n", "WRN 7 log events were lost: they came faster than they could be written\n",
                "INF event 0\n", "INF event 1\n", "INF event 2\n", "INF event 3\n", "INF event 4\n"],
            output.Writes.Select(line => line["2026-11-22 18:00:00.120 ".Length..]));
    }

    [Fact]
    public void An_output_that_takes_nothing_does_not_hold_the_end()
    {
        using var output = new Gate(open: false);
        var sink = new BackgroundSink(output, new TextLogFormatter(), 5, TimeSpan.Zero);
        sink.Emit(Event("first"));
        output.WaitUntilHeld();

        sink.Dispose();
        sink.Emit(Event("too late"));

        Assert.Empty(output.Writes);
        output.Open();
    }

    [Fact]
    public void An_output_that_fails_loses_only_what_it_failed_for()
    {
        using var output = new Gate(open: true) { FailsOnce = true };
        using (var sink = new BackgroundSink(output, new TextLogFormatter(), 5, Patience))
        {
            sink.Emit(Event("first"));
            sink.Emit(Event("second"));
        }

        Assert.EndsWith("INF second\n", output.Writes[^1], StringComparison.Ordinal);
        Assert.Contains(output.Writes, line => line.Contains("WRN 1 log events were lost", StringComparison.Ordinal));
    }

    /// <summary>Takes what is written to it when it is open.</summary>
    private sealed class Gate(bool open) : StringWriter
    {
        private readonly ManualResetEventSlim _open = new(open);
        private readonly ManualResetEventSlim _held = new();

        public List<string> Writes { get; } = [];

        public bool FailsOnce { get; set; }

        public void Open() => _open.Set();

        public void WaitUntilHeld() => Assert.True(_held.Wait(Patience));

        public override void Write(string? value)
        {
            _held.Set();
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
            // The writer may still wait at it.
            _open.Set();
            base.Dispose(disposing);
        }
    }
}
