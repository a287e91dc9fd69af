namespace AkkaChat.Bench.Report;

/// <summary>A line of a plot.</summary>
internal sealed record PlotLine(string Name, IReadOnlyList<(double X, double Y)> Points);
