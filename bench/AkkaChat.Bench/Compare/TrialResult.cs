using AkkaChat.Bench.Driving;

namespace AkkaChat.Bench.Compare;

/// <summary>What a trial has found.</summary>
/// <param name="Round">Counted from 1.</param>
internal sealed record TrialResult(string Workload, string Server, int Round)
{
    /// <summary>Null if nobody sends.</summary>
    public LoadFigures? Load { get; init; }

    /// <summary>Null if there were no idle members.</summary>
    public IdleFigures? Idle { get; init; }

    /// <summary>Memory of the server with all members there.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>Null if the server did all that it should.</summary>
    public string? Failure { get; init; }

    /// <summary>What servers are compared by; null if there is nothing to compare.</summary>
    public double? Speed => Failure is null ? Load?.DeliveriesPerSecond ?? Idle?.SecondHalfPerSecond : null;
}
