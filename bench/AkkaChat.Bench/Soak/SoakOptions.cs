namespace AkkaChat.Bench.Soak;

/// <summary>What the command line says.</summary>
/// <param name="Clients">Random clients at a time.</param>
/// <param name="StuckReaders">Maximum number of them that never read.</param>
internal sealed record SoakOptions(TimeSpan Duration, int Seed, int Clients, int StuckReaders, string Server);
