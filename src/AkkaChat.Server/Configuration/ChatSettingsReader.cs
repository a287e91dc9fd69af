using AkkaChat.Server.Configuration.Hocon;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Configuration;

/// <summary>The keys of this server, with the range of each: what is not here is not known.</summary>
internal static class ChatSettingsReader
{
    private const int ServerNameMaxLength = 64;
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    /// <summary>Of one kernel's keep-alive: a signed 16 bit number of seconds.</summary>
    private static readonly TimeSpan MaxKeepAlive = TimeSpan.FromSeconds(32767);
    private static readonly Dictionary<string, LogLevel> LogLevels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["debug"] = LogLevel.Debug,
        ["information"] = LogLevel.Information,
        ["info"] = LogLevel.Information,
        ["warning"] = LogLevel.Warning,
        ["warn"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
    };

    private static readonly Dictionary<string, LogFormat> LogFormats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["text"] = LogFormat.Text,
        ["json"] = LogFormat.Json,
    };

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TenthOfASecond = TimeSpan.FromMilliseconds(100);

    /// <param name="root">The whole configuration, resolved.</param>
    /// <exception cref="ConfigurationException">Some values are wrong.</exception>
    public static ChatSettings Read(HoconSection root)
    {
        var reader = new SettingsReader(root, "akkachat");
        var sendQueue = new SendQueueLimits(reader.ByteSize("limits.max-pending", 256 * KiB, 1024 * MiB));
        var settings = new ChatSettings(
            ReadListen(reader),
            ReadLimits(reader),
            ReadConnection(reader, sendQueue),
            new RoomSettings(reader.Boolean("username.unique"), sendQueue.Window),
            ReadKeepAlive(reader),
            reader.HostPortOrOff("health.listen"),
            reader.Duration("shutdown.grace", TenthOfASecond, TimeSpan.FromHours(1)),
            ReadLog(reader),
            new MetricsSettings(reader.UrlOrOff("telemetry.otlp-endpoint")));
        CheckPending(settings.Connection, reader);
        CheckAkka(root, reader);
        reader.ThrowIfWrong();
        return settings;
    }

    /// <summary>Akka checks the rest of its section itself, when it starts.</summary>
    private static void CheckAkka(HoconSection root, SettingsReader reader)
    {
        foreach (var problem in root.Find("akka") is HoconSection akka
            ? RenamedSettings.Find(akka, "akka")
            : ["akka must be a section: { ... }"])
        {
            reader.Report(problem);
        }
    }

    private static ListenSettings ReadListen(SettingsReader reader) => new(
        reader.Text("listen.host", "an IP address or a host name", HostPort.IsHost),
        reader.Integer("listen.port", 0, 65535),
        reader.Integer("listen.backlog", 1, 65535));

    private static ConnectionLimits ReadLimits(SettingsReader reader) => new(
        reader.Integer("limits.max-connections", 1, 1_000_000),
        reader.IntegerOrOff("limits.max-connections-per-address", 1, 1_000_000));

    private static ConnectionSettings ReadConnection(SettingsReader reader, SendQueueLimits sendQueue)
    {
        var serverName = reader.Text(
            "server-name",
            $"a name of at most {ServerNameMaxLength} characters, without ':' and control characters",
            name => name == name.Trim() && new UsernameRules(ServerNameMaxLength, "").CheckCharacters(name).Length == 0);
        return new ConnectionSettings(
            serverName,
            new UsernameRules(reader.Integer("username.max-length", 1, 1024), serverName),
            new MessageRules(reader.ByteSize("message.max-length", 1, 16 * MiB), reader.Boolean("message.sanitize")),
            reader.Duration("limits.handshake-timeout", TenthOfASecond, Day),
            reader.DurationOrOff("limits.idle-timeout", TenthOfASecond, 365 * Day),
            new RateLimit(
                reader.IntegerOrOff("limits.rate.lines-per-second", 1, 1_000_000) ?? 0,
                reader.ByteSizeOrOff("limits.rate.bytes-per-second", 1, 1024 * MiB) ?? 0),
            sendQueue,
            reader.Duration("limits.slow-consumer-grace", TenthOfASecond, Day),
            reader.Duration("limits.flush-timeout", TenthOfASecond, Day));
    }

    private static KeepAliveSettings ReadKeepAlive(SettingsReader reader) => new(
        reader.Duration("keep-alive.idle", Second, MaxKeepAlive),
        reader.Duration("keep-alive.interval", Second, MaxKeepAlive),
        reader.Integer("keep-alive.count", 1, 127));

    private static LogSettings ReadLog(SettingsReader reader) => new(
        reader.Choice("log.level", "debug, information, warning or error", LogLevels),
        reader.Choice("log.format", "text or json", LogFormats));

    private static void CheckPending(ConnectionSettings settings, SettingsReader reader)
    {
        var longestLine = ((long)MessageText.MaxExpansion * settings.Message.MaxLength) + (4 * settings.Username.MaxLength) + 2;
        var least = SendQueueLimits.MinLines * longestLine;
        var pending = settings.SendQueue.MaxPending;
        if (pending > 0 && pending < least)
        {
            reader.Report(
                $"akkachat.limits.max-pending = {pending} must be at least {SendQueueLimits.MinLines} times the longest "
                + $"line that message.max-length and username.max-length allow, which makes {least}");
        }
    }
}
