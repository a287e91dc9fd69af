using System.Diagnostics;
using System.Globalization;
using AkkaChat.Bench.Server;

namespace AkkaChat.Bench.Soak;

/// <summary>Says every few seconds how it goes.</summary>
internal sealed class StatusLine(IServerUnderTest server, Tally tally, TextWriter output)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var lines = tally.CheckedLines;
        var time = watch.Elapsed;
        while (true)
        {
            await Task.Delay(Interval, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested)
                return;

            var rate = (tally.CheckedLines - lines) / (watch.Elapsed - time).TotalSeconds;
            (lines, time) = (tally.CheckedLines, watch.Elapsed);
            output.WriteLine(Text(time, lines, rate, Vitals.Of(server.Pid)));
        }
    }

    private string Text(TimeSpan time, long lines, double rate, Vitals? vitals)
    {
        var memory = vitals is null ? "gone" : Summary.Mebibytes(vitals.Rss);
        return string.Join(
            "  ",
            time.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture),
            $"connections {tally.Connected}",
            $"active {tally.Active}",
            $"checked {lines}",
            string.Create(CultureInfo.InvariantCulture, $"lines/s {rate:F0}"),
            $"RSS {memory}",
            $"fds {vitals?.Fds}");
    }
}
