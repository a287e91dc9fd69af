using System.CommandLine;

namespace AkkaChat.Bench.Compare;

/// <summary>What the command line says of <see cref="Rounds"/>, for all verbs that have them.</summary>
/// <param name="count">Describes the option <c>--rounds</c>.</param>
/// <param name="duration">Describes the option <c>--seconds</c>.</param>
internal sealed class RoundsOptions(string count, string duration)
{
    private const int Most = 100;
    private const double MostSeconds = 600;

    private readonly Option<int> _count = new("--rounds")
    {
        Description = count,
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = duration,
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    public void AddTo(Command verb)
    {
        verb.Options.Add(_count);
        verb.Options.Add(_seconds);
    }

    /// <summary>What can be parsed, but not be done.</summary>
    public IEnumerable<string> Problems(ParseResult parsed)
    {
        if (parsed.GetValue(_count) is not (>= 1 and <= Most))
            yield return $"--rounds must be 1 to {Most}";
        if (parsed.GetValue(_seconds) is not (> 0 and <= MostSeconds))
            yield return $"--seconds must be more than 0 and at most {MostSeconds}";
    }

    public Rounds Read(ParseResult parsed) =>
        new(parsed.GetValue(_count), TimeSpan.FromSeconds(parsed.GetValue(_seconds)));
}
