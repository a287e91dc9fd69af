namespace AkkaChat.Bench.Driving;

/// <summary>A load with a name, so that figures can be compared.</summary>
/// <param name="Shape">Null: nobody sends.</param>
/// <param name="IdleMembers">How many come first, say nothing, and leave.</param>
internal sealed record Workload(string Name, string Description, Shape? Shape, int IdleMembers = 0)
{
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("W1", "100 members, 10 of them send, 100 messages of each on their way", new Shape(100, 10, 100)),
        new("W2", "1,000 members, 10 of them send, 50 messages of each on their way", new Shape(1000, 10, 50)),
        new("W3", "10 members send 300,000 messages as fast as they are taken",
            new Shape(10, 10, 0) { Messages = 300_000 }),
        new("W4", "1 of 100 members sends 200 messages per second", new Shape(100, 1, 0) { Rate = 200 }),
        new("W5", "10,000 members come and say nothing", null, 10_000),
        new("W6", "100 members, each sends when its last message has come back", new Shape(100, 100, 1)),
        new("S1", "20 members, 5 of them send, 100 messages of each on their way, and 3 more never read",
            new Shape(20, 5, 100) { StuckReaders = 3 }),
        new("S2", "10 members send, 100 messages of each on their way, to 1,000 more", new Shape(1010, 10, 100)),
    ];

    /// <returns>Null if there is none of that name.</returns>
    public static Workload? Find(string name) =>
        All.FirstOrDefault(workload => workload.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
