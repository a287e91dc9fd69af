using AkkaChat.Bench.Compare;

namespace AkkaChat.Bench.Grow;

/// <summary>What the command line says.</summary>
/// <param name="Servers">As they were written.</param>
/// <param name="Json">A file for the results of all trials.</param>
/// <param name="Markdown">A file for the table.</param>
/// <param name="Svg">A file for the plot.</param>
internal sealed record GrowOptions(
    IReadOnlyList<string> Servers,
    Rounds Rounds,
    FileInfo? Json,
    FileInfo? Markdown,
    FileInfo? Svg);
