namespace AkkaChat.Bench.Driving;

/// <summary>Who sends how much to whom.</summary>
/// <param name="Clients">Members that read, senders included.</param>
/// <param name="Senders">How many of them send.</param>
/// <param name="Window">Messages of each sender that may be on their way; 0: as many as the server takes.</param>
internal sealed record Shape(int Clients, int Senders, int Window)
{
    /// <summary>Bytes of a message, its end not counted.</summary>
    public const int MessageLength = 64;

    /// <summary>How many messages are sent in all; null: as many as there is time for.</summary>
    public long? Messages { get; init; }

    /// <summary>Messages per second of all senders, whether the server keeps up or not; null: see Window.</summary>
    public int? Rate { get; init; }

    /// <summary>Members besides the clients that never read, from the beginning of the measurement.</summary>
    public int StuckReaders { get; init; }
}
