using AkkaChat.Bench.Driving;

namespace AkkaChat.Bench.Compare;

/// <summary>What the command line says.</summary>
/// <param name="Servers">As they were written.</param>
/// <param name="Yardstick">The name of the one that the others are compared with.</param>
internal sealed record CompareOptions(
    IReadOnlyList<string> Servers,
    IReadOnlyList<Workload> Workloads,
    Rounds Rounds,
    string Yardstick);
