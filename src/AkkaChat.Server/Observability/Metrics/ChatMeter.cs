using System.Diagnostics.Metrics;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Room;

namespace AkkaChat.Server.Observability.Metrics;

/// <summary>
/// The meter <c>AkkaChat</c>: everything that can be watched from outside, named as OpenTelemetry recommends.
/// <para>
/// What runs for every read and write is counted by the connections in numbers of their own, and summed up when somebody
/// asks. So it costs the same whether anybody listens or not, which is next to nothing.
/// </para>
/// </summary>
internal sealed class ChatMeter
{
    public const string Name = "AkkaChat";

    /// <summary>That of the program.</summary>
    public static readonly string? Version = typeof(ChatMeter).Assembly.GetName().Version?.ToString(3);

    /// <summary>The attribute that tells why, in the words of the log.</summary>
    public const string Reason = "akkachat.reason";

    private const string Direction = "network.io.direction";

    private static readonly double[] DurationBounds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    public ChatMeter(IMeterFactory factory)
    {
        var meter = factory.Create(new MeterOptions(Name) { Version = Version });
        meter.CreateObservableUpDownCounter(
            "akkachat.connection.count", () => Ledger.Read().Open, "{connection}", "Open connections, named or not.");
        Accepted = meter.CreateCounter<long>(
            "akkachat.connection.accepted", "{connection}", "Connections that were admitted.");
        Refused = meter.CreateCounter<long>(
            "akkachat.connection.refused", "{connection}", "Connections that were refused before they joined, by reason.");
        Ended = meter.CreateCounter<long>(
            "akkachat.connection.ended", "{connection}", "Connections that ended otherwise, by reason.");
        meter.CreateObservableUpDownCounter(
            "akkachat.member.count", () => Room.Members, "{member}", "Members of the room.");
        meter.CreateObservableUpDownCounter(
            "akkachat.member.congested", () => Room.Congested, "{member}", "Members that hold the room, since they are too far behind.");
        meter.CreateObservableUpDownCounter(
            "akkachat.member.pending", () => Ledger.Read().Sum.Pending, "By", "Bytes that wait for the sockets, of all connections.");
        meter.CreateObservableCounter(
            "akkachat.line.received", () => Ledger.Read().Sum.LinesIn, "{line}", "Messages that clients said.");
        meter.CreateObservableCounter(
            "akkachat.line.delivered", () => Ledger.Read().Sum.LinesOut, "{line}", "Lines that sockets have taken.");
        meter.CreateObservableCounter("akkachat.network.io", Bytes, "By", "Bytes read from and taken by the sockets.");
        LineDuration = meter.CreateHistogram(
            "akkachat.line.duration",
            "s",
            "Time from the arrival of a message to the completion of its last write; messages that came in one read count once.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBounds });
    }

    public ConnectionStatsRegistry Ledger { get; } = new();

    public RoomGauges Room { get; } = new();

    public Counter<long> Accepted { get; }

    public Counter<long> Refused { get; }

    public Counter<long> Ended { get; }

    /// <summary>Of interest only while it is enabled.</summary>
    public Histogram<double> LineDuration { get; }

    private IEnumerable<Measurement<long>> Bytes()
    {
        var (_, sum) = Ledger.Read();
        yield return new Measurement<long>(sum.BytesIn, new KeyValuePair<string, object?>(Direction, "receive"));
        yield return new Measurement<long>(sum.BytesOut, new KeyValuePair<string, object?>(Direction, "transmit"));
    }
}
