using System.Diagnostics.Metrics;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Observability.Metrics;

/// <summary>
/// The meter <c>AkkaChat</c>; instruments are named by the conventions of OpenTelemetry. What changes with every line is
/// counted in plain fields of each connection, which observable instruments sum up only when metrics are collected.
/// </summary>
internal sealed class ChatMeter
{
    public const string Name = "AkkaChat";

    /// <summary>Attribute with the <see cref="Events.CloseReasons"/> tag.</summary>
    public const string Reason = "akkachat.reason";

    /// <summary>Attribute with the tag of the <see cref="Transports.Door"/>.</summary>
    public const string Door = "akkachat.door";

    /// <summary>Attribute with the name of an operator's command.</summary>
    public const string Verb = "akkachat.verb";

    /// <summary>Attribute with the <see cref="Events.CommandOutcomes"/> tag.</summary>
    public const string Outcome = "akkachat.outcome";

    private const string Direction = "network.io.direction";

    public static readonly string? Version = typeof(ChatMeter).Assembly.GetName().Version?.ToString(3);

    private static readonly double[] DurationBounds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Meter _meter;

    public ChatMeter(IMeterFactory factory, ConnectionStatsRegistry connections, RoomGauges room)
    {
        _meter = factory.Create(new MeterOptions(Name) { Version = Version });
        _meter.CreateObservableUpDownCounter(
            "akkachat.connection.count", () => connections.Read().Open, "{connection}", "Open connections, with or without a name.");
        Accepted = _meter.CreateCounter<long>("akkachat.connection.accepted", "{connection}", "Admitted connections, by door.");
        Refused = _meter.CreateCounter<long>(
            "akkachat.connection.refused", "{connection}", "Connections refused before they joined, by reason and door.");
        Ended = _meter.CreateCounter<long>(
            "akkachat.connection.ended", "{connection}", "Connections that ended otherwise, by reason and door.");
        Commands = _meter.CreateCounter<long>(
            "akkachat.operator.command", "{command}", "Commands at the control socket, by verb and outcome.");
        _meter.CreateObservableUpDownCounter("akkachat.member.count", () => room.Members, "{member}", "Members of the room.");
        _meter.CreateObservableUpDownCounter(
            "akkachat.member.congested", () => room.Congested, "{member}", "Members whose send queue rose above the high watermark and is not yet below the low one.");
        _meter.CreateObservableUpDownCounter(
            "akkachat.member.pending", () => connections.Read().Sum.Pending, "By", "Bytes in all send queues.");
        _meter.CreateObservableCounter(
            "akkachat.line.received", () => connections.Read().Sum.LinesIn, "{line}", "Messages received from clients.");
        _meter.CreateObservableCounter(
            "akkachat.line.delivered", () => connections.Read().Sum.LinesOut, "{line}", "Lines written to sockets.");
        _meter.CreateObservableCounter(
            "akkachat.network.io", () => Bytes(connections.Read().Sum), "By", "Bytes read from and written to sockets.");
        LineDuration = _meter.CreateHistogram(
            "akkachat.line.duration",
            "s",
            "Time from the arrival of a message to the completion of its last write; the messages of one read count once.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBounds });
    }

    public Counter<long> Accepted { get; }

    public Counter<long> Refused { get; }

    public Counter<long> Ended { get; }

    public Counter<long> Commands { get; }

    public Histogram<double> LineDuration { get; }

    /// <summary>To be called if there is a certificate.</summary>
    public void ShowExpiry(TlsCertificateStore certificate, TimeProvider clock) => _meter.CreateObservableGauge(
        "akkachat.tls.certificate.expiry",
        () => (long)Math.Floor((certificate.Current.Expiry - clock.GetUtcNow()).TotalDays),
        "d",
        "Whole days until the certificate in use expires; negative if it has expired.");

    /// <summary>To be called on a node of a cluster.</summary>
    public void ShowCluster(RelayGauges relay)
    {
        _meter.CreateObservableGauge("akkachat.cluster.epoch", () => relay.Epoch, "{epoch}", "Number of the epoch that this node follows.");
        _meter.CreateObservableGauge(
            "akkachat.cluster.position", () => relay.Received, "{entry}", "Position of the last entry of the stream that this node has.");
        _meter.CreateObservableGauge(
            "akkachat.cluster.committed", () => relay.Committed, "{entry}", "Position up to which this node knows the stream to be committed.");
        _meter.CreateObservableGauge("akkachat.cluster.nodes", () => relay.Nodes, "{node}", "Nodes whose majority counts.");
        _meter.CreateObservableCounter(
            "akkachat.cluster.attachments", () => relay.Attachments, "{attachment}", "How often this node was attached to a sequencer.");
        _meter.CreateObservableGauge(
            "akkachat.cluster.unserved", () => relay.SecondsUnserved, "s", "Time without a sequencer that serves this node.");
    }

    private static Measurement<long>[] Bytes(ConnectionStats sum) =>
    [
        new(sum.BytesIn, new KeyValuePair<string, object?>(Direction, "receive")),
        new(sum.BytesOut, new KeyValuePair<string, object?>(Direction, "transmit")),
    ];
}
