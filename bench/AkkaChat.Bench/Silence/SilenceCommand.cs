using System.CommandLine;
using System.Diagnostics;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Silence;

internal sealed class SilenceCommand : Command
{
    /// <summary>A node that was started compiles its code, for which it takes both cores for some seconds.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    /// <summary>Until new members are in the room, and the load is even.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>For members to receive something again.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

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
            var (others, own) = await RunAsync(scenario, server, runs, cancellation);
            Console.WriteLine($"| {scenario.Failure} | {scenario.Node} | {scenario.Load} | {others} | {own} |");
            isGood &= others.Disconnected == 0;
        }

        return isGood;
    }

    /// <returns>Of members of other nodes, and of those of the node that failed.</returns>
    private static async Task<(SilenceFigures Others, SilenceFigures Own)> RunAsync(
        SilenceScenario scenario, ServerCommand server, int runs, CancellationToken cancellation)
    {
        var (others, own) = (new SilenceFigures(), new SilenceFigures());
        using var cluster = await StartedServer.StartAsync(server, cancellation);
        using var members = new SilenceMembers(cluster.Nodes, scenario.IsLoaded);
        await members.JoinAsync();
        await RecoverAsync(cluster, cancellation);
        for (var run = 0; run < runs; run++)
        {
            await members.JoinAsync();
            await Task.Delay(Settling, cancellation);
            var sequencer = cluster.SequencerNode;
            var failing = scenario.OfSequencer ? sequencer : cluster.Nodes.First(node => node != sequencer);
            members.Reset();
            await scenario.FailAsync(failing, cancellation);
            await Task.Delay(scenario.Observed, cancellation);
            for (var watch = Stopwatch.StartNew(); !members.AreServed && watch.Elapsed < Timeout;)
                await Task.Delay(Settling / 10, cancellation);
            if (scenario.Ends && (!failing.HasEnded || cluster.SequencerNode == failing))
                throw new BenchException($"{scenario.Name}: the node has not ended, or has not been replaced");

            others.AddSilence(members.SilenceOf(node => node != failing));
            own.AddSilence(members.SilenceOf(node => node == failing));
            // Members can also be disconnected after that, until the node has come back.
            await RecoverAsync(cluster, cancellation);
            others.AddMembers(members.CountOf(node => node != failing));
            own.AddMembers(members.CountOf(node => node == failing));
        }

        return (others, own);
    }

    /// <summary>Until all nodes run, and their code is compiled.</summary>
    private static async Task RecoverAsync(StartedServer cluster, CancellationToken cancellation)
    {
        do
        {
            await cluster.RestartEndedAsync(cancellation);
            await Task.Delay(WarmUp, cancellation);
        }
        while (cluster.Nodes.Any(node => node.HasEnded));
    }
}
