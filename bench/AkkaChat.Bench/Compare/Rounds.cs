using System.Globalization;
using AkkaChat.Bench.Report;

namespace AkkaChat.Bench.Compare;

/// <summary>How often each server is measured, and how long messages are sent each time.</summary>
internal sealed record Rounds(int Count, TimeSpan Duration)
{
    /// <summary>What a report begins with.</summary>
    public string Head => string.Create(
        CultureInfo.InvariantCulture, $"{Machine.Description}. Rounds: {Count}, of {Duration.TotalSeconds} s each.");
}
