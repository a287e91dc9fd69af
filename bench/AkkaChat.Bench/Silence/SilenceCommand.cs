using System.CommandLine;
using System.Globalization;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Silence;

internal sealed class SilenceCommand : Command
{
    /// <summary>Until the code of a node that was started is compiled, which takes both cores for some seconds, and the load is even.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    private readonly Option<int> _runs = Verb.Number("--runs", "How often each failure is tried.", 10, 1, 1000);

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
            List<SilenceFigures> others = [], own = [];
            using var cluster = await StartedServer.StartAsync(server, cancellation);
            using var members = new SilenceMembers(cluster.Nodes, scenario.IsLoaded);
            // For the nodes that no run starts again.
            await Task.Delay(WarmUp, cancellation);
            for (var run = 0; run < runs; run++)
            {
                var failing = await FailAsync(scenario, cluster, members, cancellation);
                others.Add(members.FiguresOf(node => node != failing));
                own.Add(members.FiguresOf(node => node == failing));
            }

            Console.WriteLine($"| {scenario.Failure} | {scenario.Node} | {scenario.Load} | {Row(others)} | {Row(own)} |");
            isGood &= others.TrueForAll(run => run.Disconnected == 0);
        }

        return isGood;
    }

    /// <returns>The node that failed.</returns>
    private static async Task<StartedServer> FailAsync(
        SilenceScenario scenario, StartedServer cluster, SilenceMembers members, CancellationToken cancellation)
    {
        await cluster.RestartEndedAsync(cancellation);
        await members.JoinAsync();
        await Task.Delay(WarmUp, cancellation);
        var sequencer = cluster.SequencerNode;
        var failing = scenario.OfSequencer ? sequencer : cluster.Nodes.First(node => node != sequencer);
        members.Reset();
        await scenario.FailAsync(failing, cancellation);
        await Task.Delay(scenario.Observed, cancellation);
        if (scenario.Ends && (!failing.HasEnded || cluster.SequencerNode == failing))
            throw new BenchException($"{scenario.Name}: the node has not ended and been replaced within {scenario.Observed.TotalSeconds} s");
        return failing;
    }

    private static string Row(List<SilenceFigures> runs)
    {
        var sorted = runs.Select(run => run.Silence).Order().ToList();
        var median = (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{median:0.00} | {sorted[^1]:0.00} | {runs.Sum(run => run.Disconnected)} of {runs.Sum(run => run.Members)}");
    }
}
