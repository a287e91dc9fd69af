namespace AkkaChat.Bench.Load;

/// <summary>The members of a room and the lines that they send.</summary>
/// <param name="Members">Members that read, senders included.</param>
/// <param name="Senders">How many of them send; 0: they only join.</param>
internal sealed record Workload(string Name, string Description, int Members, int Senders)
{
    /// <summary>Lines of each sender that may be in flight; 0: no limit.</summary>
    public int Window { get; init; }

    /// <summary>How many lines are sent in all; 0: as many as there is time for.</summary>
    public uint Lines { get; init; }

    /// <summary>Lines per second of all senders, whether the server keeps up or not; 0: see Window.</summary>
    public int Rate { get; init; }

    /// <summary>Further members, which stop reading when the measurement begins.</summary>
    public int StuckReaders { get; init; }

    public static IReadOnlyList<Workload> All { get; } =
    [
        new("few-senders", "10 of 100 members send, with 100 lines of each in flight", 100, 10) { Window = 100 },
        new("large-room", "10 of 1,000 members send, with 50 lines of each in flight", 1000, 10) { Window = 50 },
        new("burst", "10 members send 300,000 lines as fast as the server reads", 10, 10) { Lines = 300_000 },
        new("paced", "1 of 100 members sends 200 lines per second", 100, 1) { Rate = 200 },
        new("large-room-paced", "10 of 1,000 members send 20 lines per second in all", 1000, 10) { Rate = 20 },
        new("idle-small", "3,000 members join and send nothing", 3000, 0),
        new("idle", "10,000 members join and send nothing", 10_000, 0),
        new("ping-pong", "100 members, each sends when its last line has come back", 100, 100) { Window = 1 },
        new("stuck-reader", "5 of 20 members send, with 100 lines of each in flight; 3 more stop reading", 20, 5)
        {
            Window = 100,
            StuckReaders = 3,
        },
        new("silent-crowd", "10 members send, with 100 lines of each in flight, to 1,000 more", 1010, 10)
        {
            Window = 100,
        },
    ];

    /// <returns>Null if there is none of that name.</returns>
    public static Workload? Find(string name) => All.FirstOrDefault(workload => workload.Name == name);
}
