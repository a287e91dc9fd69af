using AkkaChat.Hocon;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;
using AkkaChat.Server.Web;
using Microsoft.Extensions.Logging;
using static AkkaChat.Server.Configuration.SettingFormats;

namespace AkkaChat.Server.Configuration;

/// <summary>The keys of the server with their formats and ranges; other keys below <c>akkachat</c> are errors.</summary>
internal sealed class ChatSettingsReader
{
    private const int ServerNameMaxLength = 64;
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TenthOfASecond = TimeSpan.FromMilliseconds(100);

    /// <summary>Linux holds the times of TCP keep-alive as 16 bit signed seconds.</summary>
    private static readonly TimeSpan MaxKeepAlive = TimeSpan.FromSeconds(32767);

    private readonly SettingsReader _reader;

    private ChatSettingsReader(HoconSection root, HoconSection keys) => _reader = new SettingsReader(root, keys, "akkachat");

    /// <param name="root">The whole configuration, resolved.</param>
    /// <param name="keys">The same as <see cref="WrittenKeys"/>.</param>
    /// <param name="secrets">The keys whose values must not be shown.</param>
    /// <exception cref="ConfigurationException">Some settings are not valid.</exception>
    public static ChatSettings Read(HoconSection root, HoconSection keys, out IReadOnlySet<string> secrets)
    {
        var reader = new ChatSettingsReader(root, keys);
        secrets = reader._reader.Secrets;
        var settings = reader.Read();
        reader.CheckMaxPending(settings);
        reader.CheckDoors(settings);
        reader.CheckCluster(settings);
        reader.CheckAkka(keys);
        reader._reader.ThrowIfInvalid();
        return settings;
    }

    private ChatSettings Read()
    {
        var listen = new ListenSettings(
            _reader.Read("listen.host", Text("an IP address or a host name", HostPort.IsHost)) ?? "",
            _reader.Read("listen.port", Integer(0, 65535)),
            _reader.Read("listen.backlog", Integer(1, 65535)),
            _reader.Read("listen.transport", Choice("akka-io or direct", ("akka-io", false), ("direct", true))),
            _reader.Read("listen.unix", PathOrOff) ?? "",
            _reader.Read("tls.listen", HostPortOrOff));
        var connection = ReadConnection();
        var keepAlive = new KeepAliveSettings(
            _reader.Read("keep-alive.idle", Duration(Second, MaxKeepAlive)),
            _reader.Read("keep-alive.interval", Duration(Second, MaxKeepAlive)),
            _reader.Read("keep-alive.count", Integer(1, 127)));
        var queue = connection.SendQueue;
        return new ChatSettings(
            listen,
            new TlsSettings(ReadPemFiles("tls"), _reader.Read("tls.handshake-timeout", Duration(TenthOfASecond, Day))),
            new WebSettings(
                _reader.Read("web.listen", HostPortOrOff),
                _reader.Read("web.tls", SettingFormats.Boolean),
                new AllowedOrigins(_reader.ReadList("web.origins", WebOrigin)),
                keepAlive),
            new TrustedProxies(_reader.ReadList("proxy-protocol.trusted", AddressOrNetworkOrUnix)),
            new ConnectionLimits(
                _reader.Read("limits.max-connections", Integer(1, 1_000_000)),
                _reader.Read("limits.max-connections-per-address", Integer(1, 1_000_000).OrOff()),
                new DeniedAddresses(_reader.ReadList("limits.denied-addresses", AddressOrNetwork))),
            connection,
            new RoomSettings(
                connection.ServerName,
                _reader.Read("username.unique", SettingFormats.Boolean),
                queue.Window,
                new FairShareLimits(
                    _reader.Read("limits.fair-share", ByteSize(KiB, 32 * MiB)),
                    queue.HeadRoom,
                    connection.Timeouts.SlowConsumerGrace)),
            keepAlive,
            _reader.Read("health.listen", HostPortOrOff),
            _reader.Read("control.socket", PathOrOff) ?? "",
            ReadCluster(),
            _reader.Read("shutdown.grace", Duration(TenthOfASecond, TimeSpan.FromHours(1))),
            new LogSettings(
                _reader.Read("log.level", Choice(
                    "debug, information, warning or error",
                    ("debug", LogLevel.Debug),
                    ("information", LogLevel.Information),
                    ("info", LogLevel.Information),
                    ("warning", LogLevel.Warning),
                    ("warn", LogLevel.Warning),
                    ("error", LogLevel.Error))),
                _reader.Read("log.format", Choice("text or json", ("text", LogFormat.Text), ("json", LogFormat.Json)))),
            new MetricsSettings(_reader.Read("telemetry.otlp-endpoint", UrlOrOff)));
    }

    private ConnectionSettings ReadConnection()
    {
        var serverName = _reader.Read("server-name", Text(
            $"a name of at most {ServerNameMaxLength} characters, without ':', control and invisible characters",
            IsServerName)) ?? "";
        return new ConnectionSettings(
            serverName,
            new UsernameRules(_reader.Read("username.max-length", Integer(1, 1024)), serverName),
            _reader.Read("password", RoomPasswordOrOff),
            new MessageRules(
                _reader.Read("message.max-length", ByteSize(1, 16 * MiB)),
                _reader.Read("message.sanitize", SettingFormats.Boolean)),
            _reader.Read("limits.handshake-timeout", Duration(TenthOfASecond, Day)),
            _reader.Read("limits.idle-timeout", Duration(TenthOfASecond, 365 * Day).OrOff()),
            new RateLimit(
                _reader.Read("limits.rate.lines-per-second", Integer(1, 1_000_000).OrOff()) ?? 0,
                _reader.Read("limits.rate.bytes-per-second", ByteSize(1, 1024 * MiB).OrOff()) ?? 0),
            new SendQueueLimits(_reader.Read("limits.max-pending", ByteSize(256 * KiB, 1024 * MiB))),
            new ConnectionTimeouts(
                _reader.Read("limits.slow-consumer-grace", Duration(TenthOfASecond, Day)),
                _reader.Read("limits.flush-timeout", Duration(TenthOfASecond, Day))));
    }

    private PemFiles ReadPemFiles(string section) => new(
        _reader.Read($"{section}.certificate", AnyText) ?? "",
        _reader.Read($"{section}.key", AnyText) ?? "",
        _reader.Read($"{section}.key-password", SecretOrEmpty) ?? "");

    private ClusterSettings? ReadCluster()
    {
        var isEnabled = _reader.Read("cluster.enabled", SettingFormats.Boolean);
        var host = _reader.Read("cluster.host", HostOrEmpty) ?? "";
        var bindHost = _reader.Read("cluster.bind-host", HostOrEmpty) ?? "";
        var address = new HostPort(host, _reader.Read("cluster.port", Integer(1, 65535))).Normalize();
        HostPort[] seeds = [.. _reader.ReadList("cluster.seeds", HostAndPort).Select(seed => seed.Normalize())];
        var needsMajority = _reader.Read("cluster.commit", Choice("majority or one", ("majority", true), ("one", false)));
        var tls = new ClusterTlsSettings(ReadPemFiles("cluster.tls"), _reader.Read("cluster.tls.ca", AnyText) ?? "");
        return isEnabled
            ? new ClusterSettings(
                address,
                bindHost.Length > 0 ? bindHost : host,
                seeds.Length > 0 ? seeds : [address],
                needsMajority,
                tls.Files.Certificate.Length > 0 || tls.Authorities.Length > 0 ? tls : null)
            : null;
    }

    private void CheckCluster(ChatSettings settings)
    {
        if (settings.Cluster is not { } cluster)
            return;

        if (cluster.Address.Host.Length == 0)
        {
            _reader.Report("akkachat.cluster.host must be the name or IP address under which the other nodes reach this one, since cluster.enabled is on");
        }
        else if (cluster.Tls is null && !cluster.IsLoopback)
        {
            _reader.Report(
                "akkachat.cluster.tls must have a certificate, its key and a ca, since cluster.host or cluster.bind-host is no loopback address: "
                + "whoever reaches the port can execute code");
        }

        if (cluster.Tls is { } tls && (tls.Files.Certificate.Length == 0 || tls.Authorities.Length == 0))
            _reader.Report("akkachat.cluster.tls.certificate and cluster.tls.ca must both be paths of PEM files, or both be empty");
    }

    private static bool IsServerName(string name) =>
        name == UsernameCharacters.Normalize(name)
        && new UsernameRules(ServerNameMaxLength, "").CheckCharacters(name).Length == 0;

    private void CheckDoors(ChatSettings settings)
    {
        if (settings.NeedsCertificate && settings.Tls.Files.Certificate.Length == 0)
        {
            var user = settings.Listen.Tls is null ? "web.tls" : "tls.listen";
            _reader.Report($"akkachat.tls.certificate must be the path of a PEM file, since {user} is on");
        }

        if (settings.ControlSocket.Length > 0 && settings.ControlSocket == settings.Listen.UnixPath)
            _reader.Report($"akkachat.control.socket must not be the path of listen.unix, which is {settings.Listen.UnixPath}");

        if (settings.Web.Listen is not null && !settings.Connection.Message.Sanitize)
            _reader.Report("akkachat.message.sanitize must be on, since web.listen is on: WebSockets carry valid UTF-8 only");
    }

    private void CheckMaxPending(ChatSettings settings)
    {
        var (connection, share) = (settings.Connection, settings.Room.FairShare);
        var minimum = SendQueueLimits.MinLines * connection.LongestLine;
        var pending = connection.SendQueue.MaxPending;
        if (pending > 0 && share.Share > share.HeadRoom)
        {
            _reader.Report(
                $"akkachat.limits.fair-share = {share.Share} must be at most 1/32 of max-pending, which makes "
                + $"{share.HeadRoom}");
        }

        if (pending > 0 && pending < minimum)
        {
            _reader.Report(
                $"akkachat.limits.max-pending = {pending} must be at least {SendQueueLimits.MinLines} times the "
                + $"longest line that message.max-length and username.max-length allow, which makes {minimum}");
        }
    }

    /// <summary>Akka checks the rest of its section itself, when it starts.</summary>
    private void CheckAkka(HoconSection keys)
    {
        if (keys.Find("akka") is HoconSection akka)
            RenamedSettings.Check(akka, "akka", _reader.Report);
        else
            _reader.Report($"akka = {FoundValue.Of(keys.Find("akka")!)} ({keys.Find("akka")!.Origin}) must be a section: {{ ... }}");
    }
}
