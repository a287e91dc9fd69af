using System.CommandLine;
using System.Runtime.InteropServices;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Load;

internal sealed class LoadCommand : Command
{
    private static readonly string[] DefaultServers =
        [ServerCommand.AkkaChat, ServerCommand.AkkaChat64K, ServerCommand.Plain];

    private readonly Option<string[]> _servers = new("--server")
    {
        Description = $"{ServerCommand.Help}; may be given several times. A new process is started for each measurement. "
            + $"The default is {string.Join(", ", DefaultServers)}.",
        HelpName = "SERVER",
    };

    private readonly Option<string[]> _workloads = new("--workload")
    {
        Description = "One or several, separated by commas, of "
            + string.Join("; ", Workload.All.Select(workload => $"{workload.Name}: {workload.Description}"))
            + ". The default is all of them.",
        HelpName = "NAME,NAME",
        CustomParser = argument => [.. argument.Tokens.SelectMany(token => token.Value.Split(','))],
    };

    private readonly Option<int> _rounds = Verb.Number(
        "--rounds", "How often each server is measured; they take turns, so that a busy machine slows all.", 3, 1, 100);

    private readonly Option<double> _seconds = Verb.Number(
        "--seconds", "How long lines are sent, if the workload does not say how many.", 3.0, 0.1, 3600);

    private readonly Option<double> _warmUp = Verb.Number(
        "--warm-up", "How long lines are sent before, unmeasured, until the code is compiled.", 4.0, 0, 3600);

    public LoadCommand()
        : base("load", "Measures servers under load, and checks that all members receive all lines in the same order.")
    {
        foreach (var option in (Option[])[_servers, _workloads, _rounds, _seconds, _warmUp])
            Options.Add(option);
        Validators.Add(result =>
        {
            foreach (var name in (result.GetValue(_workloads) ?? []).Where(name => Workload.Find(name) is null))
                result.AddError($"--workload {name} is not known");
        });
        SetAction((parsed, cancellation) => Verb.RunAsync(() => RunAsync(parsed, cancellation)));
    }

    private async Task<bool> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var measurement = new Measurement(parsed.GetValue(_warmUp), parsed.GetValue(_seconds), cancellation);
        var servers = new List<ServerCommand>();
        foreach (var text in parsed.GetValue(_servers) is { Length: > 0 } given ? given : DefaultServers)
            servers.Add(await ServerCommand.FindAsync(text, cancellation));

        Console.WriteLine(
            $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}");
        var isGood = true;
        var workloads = parsed.GetValue(_workloads)!.Select(name => Workload.Find(name)!).ToList();
        foreach (var workload in workloads is [] ? Workload.All : workloads)
        {
            var found = new List<LoadFigures>();
            for (var turn = 0; turn < parsed.GetValue(_rounds) * servers.Count; turn++)
            {
                // The server that begins changes from round to round.
                var round = turn / servers.Count;
                var server = servers[(turn + round) % servers.Count];
                found.Add(await measurement.RunAsync(workload, new LoadFigures(server.Name, round), server));
                if (found[^1].Fault is { } fault)
                    Console.WriteLine($"{workload.Name}, round {round + 1}, {server.Name}: FAULT: {fault}");
            }

            LoadReport.Write(workload, found);
            isGood &= found.TrueForAll(figures => figures.Fault is null);
        }

        return isGood;
    }
}
