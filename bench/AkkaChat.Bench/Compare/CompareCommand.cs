using System.CommandLine;
using AkkaChat.Bench.Driving;

namespace AkkaChat.Bench.Compare;

/// <summary>The verb <c>compare</c>.</summary>
internal sealed class CompareCommand : Command
{
    private const string On = "on";
    private const string Off = "off";
    private const int MostRounds = 100;
    private const double MostSeconds = 600;

    private readonly Option<string[]> _servers = new("--server")
    {
        Description = $"A server that is known ({string.Join(", ", Contenders.Default)}; ncat, ngircd, redis, nats), "
            + "or a name of your own and the command that starts it, NAME='COMMAND {port}', if need be with what it "
            + $"speaks ({string.Join(", ", Protocol.All.Select(protocol => protocol.Name))}) before it, "
            + "NAME='irc:COMMAND {port}'; may be given several times.",
        HelpName = "SERVER",
    };

    private readonly Option<string> _workloads = new("--workload")
    {
        Description = string.Join("; ", Workload.All.Select(load => $"{load.Name}: {load.Description}")) + ".",
        HelpName = "NAME,NAME",
        DefaultValueFactory = _ => string.Join(',', Workload.All.Select(workload => workload.Name)),
    };

    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "How often each server is measured.",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "How long messages are sent each time, where their number is not given.",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<string> _peers = new("--peers")
    {
        Description = "Whether to measure ncat, ngircd, redis and nats as well, as far as they are installed.",
        DefaultValueFactory = _ => Off,
    };

    private readonly Option<string?> _yardstick = new("--yardstick")
    {
        Description = "The server that the others are compared with; the default is the first one.",
        HelpName = "NAME",
    };

    private readonly Option<FileInfo?> _json = new("--json")
    {
        Description = "Where to write the results of all trials.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo?> _markdown = new("--markdown")
    {
        Description = "Where to write the tables.",
        HelpName = "FILE",
    };

    public CompareCommand()
        : base("compare", "Measures servers against each other, in interleaved rounds.")
    {
        Options.Add(_servers);
        Options.Add(_workloads);
        Options.Add(_rounds);
        Options.Add(_seconds);
        Options.Add(_peers.AcceptOnlyFromAmong(On, Off));
        Options.Add(_yardstick);
        Options.Add(_json);
        Options.Add(_markdown);
        SetAction(parsed => Verb.RunAsync(
            Problems(parsed), cancellation => new CompareRun(Read(parsed), Console.Out).RunAsync(cancellation)));
    }

    private IEnumerable<string> Problems(ParseResult parsed)
    {
        if (parsed.GetValue(_rounds) is not (>= 1 and <= MostRounds))
            yield return $"--rounds must be 1 to {MostRounds}";
        if (parsed.GetValue(_seconds) is not (> 0 and <= MostSeconds))
            yield return $"--seconds must be more than 0 and at most {MostSeconds}";
        foreach (var name in Names(parsed).Where(name => Workload.Find(name) is null))
            yield return $"--workload {name} is not known";
    }

    private string[] Names(ParseResult parsed) =>
        parsed.GetValue(_workloads)!.Split(',', StringSplitOptions.TrimEntries);

    private CompareOptions Read(ParseResult parsed)
    {
        var servers = parsed.GetValue(_servers) is { Length: > 0 } named ? [.. named] : Contenders.Default.ToList();
        if (parsed.GetValue(_peers) == On)
            servers.AddRange(Contenders.InstalledPeers.Except(servers));
        return new CompareOptions(
            servers,
            [.. Names(parsed).Select(name => Workload.Find(name)!)],
            parsed.GetValue(_rounds),
            TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
            parsed.GetValue(_yardstick) ?? servers[0].Split('=')[0],
            parsed.GetValue(_json),
            parsed.GetValue(_markdown));
    }
}
