using AkkaChat.Bench.Driving;

namespace AkkaChat.Bench.Compare;

/// <summary>A server that is measured.</summary>
/// <param name="Command">The program and its arguments, with <c>{port}</c> among them.</param>
internal sealed record Contender(string Name, Protocol Protocol, IReadOnlyList<string> Command)
{
    /// <summary>It cannot serve more at a time, or takes very long until they are there.</summary>
    public int MostMembers { get; init; } = int.MaxValue;

    public bool CanServe(Workload workload) =>
        Math.Max(workload.IdleMembers, workload.Shape?.Clients ?? 0) <= MostMembers;
}
