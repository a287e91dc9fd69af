namespace AkkaChat.Server.Configuration;

/// <summary>
/// The keys whose change takes effect while the server runs: docs/operations.md says from when. All others need a restart.
/// </summary>
internal static class ReloadableKeys
{
    private static readonly HashSet<string> Keys =
    [
        "akkachat.tls.certificate",
        "akkachat.tls.key",
        "akkachat.tls.key-password",
        "akkachat.tls.handshake-timeout",
        "akkachat.web.origins",
        "akkachat.proxy-protocol.trusted",
        "akkachat.password",
        "akkachat.username.unique",
        "akkachat.limits.max-connections",
        "akkachat.limits.max-connections-per-address",
        "akkachat.limits.denied-addresses",
        "akkachat.limits.handshake-timeout",
        "akkachat.limits.idle-timeout",
        "akkachat.limits.rate.lines-per-second",
        "akkachat.limits.rate.bytes-per-second",
        "akkachat.limits.slow-consumer-grace",
        "akkachat.limits.flush-timeout",
        "akkachat.keep-alive.idle",
        "akkachat.keep-alive.interval",
        "akkachat.keep-alive.count",
        "akkachat.log.level",
        "akkachat.log.format",
        "akkachat.shutdown.grace",
    ];

    public static IReadOnlyCollection<string> All => Keys;

    public static bool Contains(string key) => Keys.Contains(key);
}
