using System.CommandLine;
using AkkaChat.Bench.Compare;

namespace AkkaChat.Bench.Grow;

/// <summary>The verb <c>grow</c>.</summary>
internal sealed class GrowCommand : Command
{
    private const int MostRounds = 100;
    private const double MostSeconds = 600;

    private readonly Option<string[]> _servers = new("--server")
    {
        Description = "As for compare; may be given several times, each is a line of the plot.",
        HelpName = "SERVER",
    };

    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "How often each server is measured with each room.",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "How long messages are sent each time.",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<FileInfo?> _json = new("--json")
    {
        Description = "Where to write the results of all trials.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo?> _markdown = new("--markdown")
    {
        Description = "Where to write the table.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo?> _svg = new("--svg")
    {
        Description = "Where to write the plot.",
        HelpName = "FILE",
    };

    public GrowCommand()
        : base("grow", "Measures servers with rooms of 10 to 10,000 members.")
    {
        Options.Add(_servers);
        Options.Add(_rounds);
        Options.Add(_seconds);
        Options.Add(_json);
        Options.Add(_markdown);
        Options.Add(_svg);
        SetAction(parsed => Verb.RunAsync(
            Problems(parsed), cancellation => new GrowRun(Read(parsed), Console.Out).RunAsync(cancellation)));
    }

    private IEnumerable<string> Problems(ParseResult parsed)
    {
        if (parsed.GetValue(_rounds) is not (>= 1 and <= MostRounds))
            yield return $"--rounds must be 1 to {MostRounds}";
        if (parsed.GetValue(_seconds) is not (> 0 and <= MostSeconds))
            yield return $"--seconds must be more than 0 and at most {MostSeconds}";
    }

    private GrowOptions Read(ParseResult parsed) => new(
        parsed.GetValue(_servers) is { Length: > 0 } named ? named : Contenders.Default,
        parsed.GetValue(_rounds),
        TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
        parsed.GetValue(_json),
        parsed.GetValue(_markdown),
        parsed.GetValue(_svg));
}
