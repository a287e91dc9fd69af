using System.CommandLine;
using System.Globalization;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Silence;

internal sealed class SilenceCommand : Command
{
    /// <summary>Members on each node that put full load on it, and the lines that each of them sends at a time.</summary>
    private const int LoadMembers = 3;
    private const int Burst = 100;

    /// <summary>Until code is compiled, and the load is even.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly Option<int> _runs = Verb.Number("--runs", "How often each failure is tried, each time with new nodes.", 10, 1, 1000);

    private readonly Option<string> _scenario = new("--scenario")
    {
        Description = "Only scenarios with this text in their names, which are "
            + string.Join("; ", SilenceScenario.All.Select(scenario => scenario.Name)),
        HelpName = "NAME",
        DefaultValueFactory = _ => "",
    };

    public SilenceCommand()
        : base("silence", "Lets nodes of a cluster fail, and measures for how long the members of all nodes receive nothing.")
    {
        Options.Add(_runs);
        Options.Add(_scenario);
        SetAction((parsed, cancellation) => Verb.RunAsync(
            () => RunAsync(parsed.GetValue(_runs), parsed.GetValue(_scenario)!, cancellation)));
    }

    /// <returns>Whether only members of nodes that failed were disconnected.</returns>
    private static async Task<bool> RunAsync(int runs, string name, CancellationToken cancellation)
    {
        var server = await ServerCommand.FindAsync($"{ServerCommand.AkkaChatCluster}3", cancellation);
        Console.WriteLine($"{Environment.ProcessorCount} cores; seconds, median and worst of {runs} runs\n");
        Console.WriteLine("| failure | of the node with | load | others: silence | worst | disconnected | own members: silence | worst | disconnected |");
        Console.WriteLine("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        var isGood = true;
        foreach (var scenario in SilenceScenario.All.Where(scenario => scenario.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
        {
            List<Figures> others = [], own = [];
            for (var run = 0; run < runs; run++)
            {
                var result = await RetryAsync(() => FailAsync(scenario, server, cancellation));
                others.Add(result.Others);
                own.Add(result.Own);
            }

            Console.WriteLine($"| {scenario.Failure} | {scenario.Node} | {scenario.Load} | {Row(others)} | {Row(own)} |");
            isGood &= others.TrueForAll(run => run.Disconnected == 0);
        }

        return isGood;
    }

    /// <summary>On a busy machine a node may not be in the room within its 30 s, and ends.</summary>
    private static async Task<Result> RetryAsync(Func<Task<Result>> run)
    {
        try
        {
            return await run();
        }
        catch (BenchException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return await run();
        }
    }

    private static async Task<Result> FailAsync(SilenceScenario scenario, ServerCommand server, CancellationToken cancellation)
    {
        using var cluster = await StartedServer.StartAsync(server, cancellation);
        var sequencer = cluster.Nodes.First(
            node => node.Output.Any(line => line.EndsWith("The sequencer runs on this node", StringComparison.Ordinal)));
        var failing = scenario.OfSequencer ? sequencer : cluster.Nodes.First(node => node != sequencer);
        var members = new List<SilenceMember>();
        try
        {
            foreach (var node in cluster.Nodes)
            {
                for (var i = 0; i <= (scenario.IsLoaded ? LoadMembers : 0); i++)
                    members.Add(await SilenceMember.JoinAsync(node, $"member{members.Count}", i > 0 ? Burst : 0));
            }

            await Task.Delay(WarmUp, cancellation);
            members.ForEach(member => member.Reset());
            await scenario.FailAsync(failing, cancellation);
            await Task.Delay(scenario.Observed, cancellation);
            return new(FiguresOf(members.FindAll(member => member.Node != failing)), FiguresOf(members.FindAll(member => member.Node == failing)));
        }
        finally
        {
            members.ForEach(member => member.Dispose());
        }
    }

    private static Figures FiguresOf(List<SilenceMember> members) =>
        new(members.Max(member => member.Silence).TotalSeconds, members.Count(member => member.IsDisconnected), members.Count);

    private static string Row(List<Figures> runs)
    {
        var sorted = runs.Select(run => run.Silence).Order().ToList();
        var median = (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{median:0.00} | {sorted[^1]:0.00} | {runs.Sum(run => run.Disconnected)} of {runs.Sum(run => run.Members)}");
    }

    /// <param name="Silence">In seconds: the longest of any of the members.</param>
    private sealed record Figures(double Silence, int Disconnected, int Members);

    private sealed record Result(Figures Others, Figures Own);
}
