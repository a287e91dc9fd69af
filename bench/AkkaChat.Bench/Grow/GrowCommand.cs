using System.CommandLine;
using AkkaChat.Bench.Compare;

namespace AkkaChat.Bench.Grow;

/// <summary>The verb <c>grow</c>.</summary>
internal sealed class GrowCommand : Command
{
    private readonly Option<string[]> _servers = new("--server")
    {
        Description = "As for compare; may be given several times, each is a line of the plot.",
        HelpName = "SERVER",
    };

    private readonly RoundsOptions _rounds = new(
        "How often each server is measured with each room.",
        "How long messages are sent each time.");

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
        _rounds.AddTo(this);
        Options.Add(_json);
        Options.Add(_markdown);
        Options.Add(_svg);
        SetAction(parsed => Verb.RunAsync(
            _rounds.Problems(parsed), cancellation => new GrowRun(Read(parsed), Console.Out).RunAsync(cancellation)));
    }

    private GrowOptions Read(ParseResult parsed) => new(
        parsed.GetValue(_servers) is { Length: > 0 } named ? named : Contenders.Default,
        _rounds.Read(parsed),
        parsed.GetValue(_json),
        parsed.GetValue(_markdown),
        parsed.GetValue(_svg));
}
