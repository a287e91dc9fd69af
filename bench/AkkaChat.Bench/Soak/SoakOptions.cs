using System.Net;

namespace AkkaChat.Bench.Soak;

/// <summary>What the command line says.</summary>
/// <param name="ServerCommand">How to start the server, with <c>{port}</c> in it; null: that of this repository.</param>
/// <param name="Attach">The server that runs already; null means that we start one.</param>
internal sealed record SoakOptions(
    TimeSpan Duration,
    int Seed,
    int Clients,
    int StuckReaders,
    bool VerifyText,
    IReadOnlyList<string>? ServerCommand,
    (IPEndPoint Endpoint, int Pid)? Attach);
