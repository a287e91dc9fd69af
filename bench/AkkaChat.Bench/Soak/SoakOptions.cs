namespace AkkaChat.Bench.Soak;

/// <summary>The options of the command line.</summary>
/// <param name="Clients">Random clients at a time.</param>
/// <param name="StuckReaders">Maximum number of them that never read.</param>
internal sealed record SoakOptions(TimeSpan Duration, int Seed, int Clients, int StuckReaders, string Server);
