using System.Globalization;
using AkkaChat.Bench.Compare;
using AkkaChat.Bench.Driving;
using AkkaChat.Bench.Report;

namespace AkkaChat.Bench.Grow;

/// <summary>Measures servers with ever larger rooms.</summary>
internal sealed class GrowRun(GrowOptions options, TextWriter output)
{
    private const int Senders = 10;

    /// <summary>The same for all rooms, since lines that come together cost less; small, for the largest one.</summary>
    private const int Window = 10;

    private const string Legend =
        "Medians of the rounds. 10 members send, 10 messages of each on their way, all receive; every byte is checked. "
        + "CPU is that of the server for each delivery. Memory is what the server takes more for each member that says "
        + "nothing; in small rooms it is mostly something else.";

    private static readonly int[] Sizes = [10, 100, 1_000, 10_000];

    /// <returns>Whether all servers did all that they should.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var contenders = await Contenders.FindAsync(options.Servers, cancellation);

        var comparison = new Comparison(contenders, options.Rounds, output);
        var trials = new List<TrialResult>();
        var points = new List<GrowPoint>();
        foreach (var size in Sizes)
        {
            var found = await comparison.RunAsync(RoomOf(size), cancellation);
            trials.AddRange(found);
            points.AddRange(found.GroupBy(trial => trial.Server).Select(
                group => new GrowPoint(size, new Summary([.. group], []))));
        }

        output.WriteLine();
        Table(points).Write(output);
        await WriteFilesAsync(points, trials, cancellation);
        return trials.TrueForAll(trial => trial.Failure is null);
    }

    private static Workload RoomOf(int members)
    {
        var name = members.ToString("'room of '#,0", CultureInfo.InvariantCulture);
        return new Workload(name, name, new Shape(members, Senders, Window), members);
    }

    private static TextTable Table(IEnumerable<GrowPoint> points)
    {
        var table = new TextTable(
            ["server", "members", "deliveries/s", "worst", "CPU µs", "driver's core", "memory per member", "verified"]);
        foreach (var point in points.OrderBy(point => point.Summary.Server, StringComparer.Ordinal))
        {
            table.Add(
            [
                point.Summary.Server,
                Figure.Whole(point.Members),
                Figure.Millions(point.DeliveriesPerSecond),
                Figure.Millions(point.Summary.Least(trial => trial.Load?.DeliveriesPerSecond)),
                Figure.Microseconds(point.CpuPerDelivery),
                Figure.Percent(point.Summary.Median(trial => trial.Load?.DriverShare)),
                Figure.Kibibytes(point.BytesPerMember),
                point.Summary.Failures.Count == 0 ? "yes" : "FAILED",
            ]);
        }

        return table;
    }

    private async Task WriteFilesAsync(
        List<GrowPoint> points, List<TrialResult> trials, CancellationToken cancellation)
    {
        if (options.Markdown is { } markdown)
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            text.WriteLine(options.Rounds.Head);
            text.WriteLine();
            text.WriteLine(Legend);
            text.WriteLine();
            Table(points).Write(text);
            await File.WriteAllTextAsync(markdown.FullName, text.ToString(), cancellation);
        }

        if (options.Json is { } json)
            await File.WriteAllTextAsync(json.FullName, TrialsJson.Of(trials, options.Rounds), cancellation);
        if (options.Svg is { } svg)
            await File.WriteAllTextAsync(svg.FullName, Plot(points), cancellation);
    }

    private static string Plot(List<GrowPoint> points) => new LogLogPlot(
        "members",
        [
            new("deliveries/s", Lines(points, point => point.DeliveriesPerSecond)),
            new("server CPU per delivery, µs", Lines(points, point => point.CpuPerDelivery)),
        ]).ToSvg();

    private static IReadOnlyList<PlotLine> Lines(List<GrowPoint> points, Func<GrowPoint, double?> figure) =>
    [
        .. from point in points
           where figure(point) > 0
           group ((double)point.Members, figure(point)!.Value) by point.Summary.Server into line
           select new PlotLine(line.Key, [.. line]),
    ];
}
