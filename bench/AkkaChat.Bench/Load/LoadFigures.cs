namespace AkkaChat.Bench.Load;

/// <summary>The figures of one measurement. A delivery is one line received by one member.</summary>
/// <param name="Speed">Deliveries per second; joins per second if there are no senders.</param>
/// <param name="ServerCpu">Microseconds for each delivery, in all threads.</param>
/// <param name="Latency">From a member to a member, as read by the driver.</param>
/// <param name="Rss">Bytes of memory of the server with all members in the room.</param>
/// <param name="RssPerMember">How much of that has come with each member after the first <see cref="LoadRun.JoinGroup"/>.</param>
/// <param name="Fault">What the server did wrong; null: every member received every line, in the same order.</param>
internal sealed record LoadFigures(
    string Server,
    int Round,
    double? Speed = null,
    double? ServerCpu = null,
    Histogram? Latency = null,
    double? Rss = null,
    double? RssPerMember = null,
    string? Fault = null);
