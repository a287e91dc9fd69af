using System.Globalization;
using AkkaChat.Bench.Checking;

namespace AkkaChat.Bench.Soak;

/// <summary>The table at the end, and the verdict.</summary>
internal sealed class Summary(SoakResult result, Tally tally)
{
    private const int LabelWidth = 28;

    /// <summary>Nothing was lost, doubled, reordered or spoilt, and the server has cleaned up.</summary>
    public bool IsGood => !tally.HasFaults && result.FdsCameBack && result.ServerEndedWell;

    public static string Mebibytes(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB");

    public void Write(TextWriter output)
    {
        output.WriteLine();
        foreach (var (label, value) in Rows())
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label.PadRight(LabelWidth)}{value}"));
    }

    private IEnumerable<(string Label, object Value)> Rows()
    {
        yield return ("duration, as planned", $"{Clock(result.Load.Duration)}, {Clock(result.Options.Duration)}");
        yield return ("seed", result.Options.Seed);
        yield return ("connections", tally.Connected);
        foreach (var (kind, count) in tally.ConnectedByKind)
            yield return ($"  {kind}", count);
        yield return ("lines sent by talkers", tally.TalkerLines);
        yield return ("lines in the common order", result.Load.CommonLines);
        yield return ("lines checked", tally.CheckedLines);
        yield return ("lines lost", tally.Count(Fault.Lost));
        yield return ("lines duplicated", tally.Count(Fault.Duplicated));
        yield return ("lines out of order", tally.Count(Fault.OutOfOrder));
        yield return ("lines malformed", tally.Count(Fault.Malformed));
        yield return ("total order differs", tally.Count(Fault.OrderDiffers));
        yield return ("clients not served", tally.Count(Fault.NotServed));
        yield return ("longest delay of a talker", Seconds(result.Load.LongestDelay));
        yield return ("fds at start, at end", $"{result.Start.Fds}, {OrDash(result.End?.Fds)}");
        yield return ("RSS at start, at end, peak", Memory());
        if (result.ServerEnd is { } end)
        {
            yield return ("exit code of the server", OrDash(end.ExitCode));
            yield return ("shutdown of the server", Seconds(end.Duration));
        }

        yield return ("verdict", IsGood ? "good" : "FAILED");
    }

    private static string OrDash(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Clock(TimeSpan time) => time.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture);

    private string Memory() => result.End is { } end
        ? $"{Mebibytes(result.Start.Rss)}, {Mebibytes(end.Rss)}, {Mebibytes(end.PeakRss)}"
        : $"{Mebibytes(result.Start.Rss)}, the server is gone";

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s");
}
