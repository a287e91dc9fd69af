using System.CommandLine;
using AkkaChat.Bench.Driving;

namespace AkkaChat.Bench.Compare;

/// <summary>The verb <c>compare</c>.</summary>
internal sealed class CompareCommand : Command
{

    private readonly Option<string[]> _servers = new("--server")
    {
        Description = $"A server that is known ({string.Join(", ", Contenders.Default)}), "
            + "or a name of your own and the command that starts it, NAME='COMMAND {port}'; may be given several times.",
        HelpName = "SERVER",
    };

    private readonly Option<string> _workloads = new("--workload")
    {
        Description = string.Join("; ", Workload.All.Select(load => $"{load.Name}: {load.Description}")) + ".",
        HelpName = "NAME,NAME",
        DefaultValueFactory = _ => string.Join(',', Workload.All.Select(workload => workload.Name)),
    };

    private readonly RoundsOptions _rounds = new(
        "How often each server is measured.",
        "How long messages are sent each time, where their number is not given.");

    private readonly Option<string?> _yardstick = new("--yardstick")
    {
        Description = "The server that the others are compared with; the default is the first one.",
        HelpName = "NAME",
    };

    public CompareCommand()
        : base("compare", "Measures servers against each other, in interleaved rounds.")
    {
        Options.Add(_servers);
        Options.Add(_workloads);
        _rounds.AddTo(this);
        Options.Add(_yardstick);
        SetAction(parsed => Verb.RunAsync(
            Problems(parsed), cancellation => new CompareRun(Read(parsed), Console.Out).RunAsync(cancellation)));
    }

    private IEnumerable<string> Problems(ParseResult parsed) => _rounds.Problems(parsed).Concat(
        Names(parsed).Where(name => Workload.Find(name) is null).Select(name => $"--workload {name} is not known"));

    private string[] Names(ParseResult parsed) =>
        parsed.GetValue(_workloads)!.Split(',', StringSplitOptions.TrimEntries);

    private CompareOptions Read(ParseResult parsed)
    {
        var servers = parsed.GetValue(_servers) is { Length: > 0 } named ? [.. named] : Contenders.Default.ToList();
        return new CompareOptions(
            servers,
            [.. Names(parsed).Select(name => Workload.Find(name)!)],
            _rounds.Read(parsed),
            parsed.GetValue(_yardstick) ?? servers[0].Split('=')[0]);
    }
}
