using System.CommandLine;
using System.Globalization;
using System.Net;
using AkkaChat.Bench.Driving;
using AkkaChat.Bench.Server;

namespace AkkaChat.Bench.Load;

/// <summary>The verb <c>load</c>.</summary>
internal sealed class LoadCommand : Command
{
    private readonly Option<int> _port = new("--port")
    {
        Description = "Where the server listens, on 127.0.0.1.",
        HelpName = "N",
        Required = true,
    };

    private readonly Option<int?> _pid = new("--pid")
    {
        Description = "Its process, to tell what processor time it uses.",
        HelpName = "N",
    };

    private readonly Option<string> _workload = new("--workload")
    {
        Description = $"One of {string.Join(", ", Names())}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Names().First(),
    };

    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "How long messages are sent, where their number is not given.",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    public LoadCommand()
        : base("load", "Puts one load on a server that runs already, some seconds of it to warm up, and tells the figures.")
    {
        Options.Add(_port);
        Options.Add(_pid);
        Options.Add(_workload.AcceptOnlyFromAmong([.. Names()]));
        Options.Add(_seconds);
        SetAction(RunAsync);
    }

    private static IEnumerable<string> Names() =>
        Workload.All.Where(workload => workload.Shape is not null).Select(workload => workload.Name);

    private IEnumerable<string> Problems(ParseResult parsed)
    {
        if (parsed.GetValue(_port) is not (> 0 and <= IPEndPoint.MaxPort))
            yield return "--port must be 1 to 65535";
        if (parsed.GetValue(_seconds) is not (> 0 and <= 3600))
            yield return "--seconds must be more than 0 and at most 3600";
        if (parsed.GetValue(_pid) is { } process && Vitals.Of(process) is null)
            yield return $"--pid {process} is no process that can be watched";
    }

    private Task<int> RunAsync(ParseResult parsed) => Verb.RunAsync(Problems(parsed), cancellation =>
    {
        var server = new IPEndPoint(IPAddress.Loopback, parsed.GetValue(_port));
        var shape = Workload.Find(parsed.GetValue(_workload)!)!.Shape!;
        if (WarmUp.Run(server, Protocol.Chat, shape, cancellation) is { } failure)
        {
            Console.WriteLine(failure);
            return Task.FromResult(false);
        }

        using var run = new LoadRun(server, parsed.GetValue(_pid), Protocol.Chat, shape, cancellation);
        var figures = run.Run(TimeSpan.FromSeconds(parsed.GetValue(_seconds)));
        foreach (var (label, value) in Rows(figures))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label,-28}{value}"));
        return Task.FromResult(figures.Failure is null);
    });

    private static IEnumerable<(string Label, string Value)> Rows(LoadFigures figures)
    {
        yield return ("messages sent", Text($"{figures.Sent}"));
        yield return ("deliveries", Text($"{figures.Deliveries}"));
        yield return ("deliveries/s", Text($"{figures.DeliveriesPerSecond:F0}"));
        yield return ("elapsed", Text($"{figures.Elapsed.TotalSeconds:F2} s"));
        if (figures.ServerCpuPerDelivery is { } cpu)
            yield return ("server CPU per delivery", Text($"{cpu:F4} µs"));
        yield return ("driver CPU per delivery", Text($"{figures.DriverCpuPerDelivery:F4} µs"));
        yield return ("driver's share of a core", Text($"{figures.DriverShare:P0}"));
        yield return ("time ends when received by", figures.ByKernel ? "the kernel" : "the driver");
        yield return ("time p50", Text($"{figures.P50.TotalMilliseconds:F2} ms"));
        yield return ("time p99", Text($"{figures.P99.TotalMilliseconds:F2} ms"));
        yield return ("longest time", Text($"{figures.Longest.TotalMilliseconds:F2} ms"));
        yield return ("verified", figures.Failure ?? "all streams");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
