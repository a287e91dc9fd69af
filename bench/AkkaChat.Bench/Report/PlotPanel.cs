namespace AkkaChat.Bench.Report;

/// <summary>One pair of axes.</summary>
/// <param name="Title">What the vertical axis means.</param>
internal sealed record PlotPanel(string Title, IReadOnlyList<PlotLine> Lines);
