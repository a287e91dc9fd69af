namespace AkkaChat.Hocon;

/// <summary>A text is not valid HOCON, or cannot be resolved.</summary>
/// <param name="problems">All that is wrong, one line each, with its origin.</param>
public sealed class HoconException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>All that is wrong, one line each, with its origin.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
