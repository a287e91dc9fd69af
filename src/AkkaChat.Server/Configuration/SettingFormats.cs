using System.Globalization;
using System.Net;
using AkkaChat.Hocon;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Transports;
using AkkaChat.Server.Web;

namespace AkkaChat.Server.Configuration;

/// <summary>The formats that settings have.</summary>
internal static class SettingFormats
{
    public static readonly SettingFormat<bool> Boolean = new(
        "on or off", text => IsOn(text) || (IsOff(text) ? false : throw new FormatException()));

    public static readonly SettingFormat<HostPort?> HostPortOrOff = new(
        "off or host:port, such as localhost:9100 or [::1]:9100", text => IsOff(text) ? null : HostPort.Parse(text));

    public static readonly SettingFormat<HostPort> HostAndPort = new("host:port, such as node1.example.org:9200 or [::1]:9200", HostPort.Parse);

    public static readonly SettingFormat<string> HostOrEmpty = new(
        "an IP address or a host name, or empty", text => text.Length == 0 || HostPort.IsHost(text) ? text : throw new FormatException());

    /// <summary>An address that is logged and printed, hence without a user and password.</summary>
    public static readonly SettingFormat<Uri?> UrlOrOff = new(
        "off or an http or https URL without a user, such as http://localhost:4318",
        text => IsOff(text) ? null : new Uri(text) is { Scheme: "http" or "https", UserInfo: "" } url
            ? url
            : throw new FormatException());

    public static readonly SettingFormat<string> AnyText = new("a text", text => text);

    /// <summary>Empty, which is null, is no secret.</summary>
    public static readonly SettingFormat<string?> SecretOrEmpty = new("a text", text => text.Length > 0 ? text : null, IsSecret: true);

    /// <summary>A word that reads as on, or as off in another case, is no path.</summary>
    public static readonly SettingFormat<string?> PathOrOff = new(
        "off or a path", text => IsOff(text) ? null : text.Length > 0 && !ReadsAsSwitch(text) ? text : throw new FormatException());

    public static readonly SettingFormat<IPNetwork> AddressOrNetwork = new(
        "an IP address, or a network such as 10.0.0.0/8", text => AddressText.ParseNetwork(text));

    public static readonly SettingFormat<TrustedProxy> AddressOrNetworkOrUnix = new(
        "an IP address, a network such as 10.0.0.0/8, or unix", TrustedProxy.Parse);

    public static readonly SettingFormat<string> WebOrigin = new(
        "an origin such as https://chat.example.org or http://localhost:8080", AllowedOrigins.Normalize);

    /// <summary>
    /// Off only as a bare word: a password that reads as <c>off</c> would open the room, and the word in another case would be
    /// a password.
    /// </summary>
    public static readonly SettingFormat<RoomPassword?> RoomPasswordOrOff = new(
        $"off (in a file: without quotes) or a text of 1 to {RoomPassword.MaxLength} bytes without control characters, other than off",
        text => IsOff(text) ? null : RoomPassword.IsPossible(text) && !IsOff(text.ToLowerInvariant())
            ? new RoomPassword(text)
            : throw new FormatException(),
        IsSecret: true)
    {
        IsOffBareWord = true,
    };

    public static SettingFormat<int> Integer(int min, int max) => Range(
        $"a whole number from {min} to {max}",
        min,
        max,
        text => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    /// <summary>A number of bytes, such as 4096, 64 KiB, 64k or 1 MiB.</summary>
    public static SettingFormat<int> ByteSize(int min, int max) => Range(
        $"a size such as 512 or 64 KiB, from {min} to {max} bytes",
        min,
        max,
        text => checked((int)HoconUnits.Bytes(text)));

    /// <summary>A time with its unit, such as 500ms, 10s or 2 minutes.</summary>
    public static SettingFormat<TimeSpan> Duration(TimeSpan min, TimeSpan max) => Range(
        $"a time with its unit, such as 500ms or 10s, from {Describe(min)} to {Describe(max)}",
        min,
        max,
        text => TimeSpan.FromTicks(checked((long)(HoconUnits.Nanoseconds(text) / TimeSpan.NanosecondsPerTick))));

    /// <param name="allowed">Completes "must be …".</param>
    public static SettingFormat<string> Text(string allowed, Predicate<string> isValid) =>
        new(allowed, text => isValid(text) ? text : throw new FormatException());

    /// <param name="allowed">Completes "must be …".</param>
    /// <param name="choices">The values with their spellings, which are compared case-insensitively.</param>
    public static SettingFormat<T> Choice<T>(string allowed, params (string Spelling, T Value)[] choices) => new(
        allowed,
        text =>
        {
            var found = Array.FindIndex(
                choices, choice => choice.Spelling.Equals(text, StringComparison.OrdinalIgnoreCase));
            return found >= 0 ? choices[found].Value : throw new FormatException();
        });

    /// <summary>The same format, or <c>off</c>, which is null.</summary>
    public static SettingFormat<T?> OrOff<T>(this SettingFormat<T> format)
        where T : struct => new($"off or {format.Allowed}", text => IsOff(text) ? null : format.Parse(text), format.IsSecret);

    private static SettingFormat<T> Range<T>(string allowed, T min, T max, Func<string, T> parse)
        where T : IComparable<T> => new(allowed, text =>
        {
            var value = parse(text);
            return value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0 ? value : throw new FormatException();
        });

    private static bool IsOn(string text) => text is "on" or "true" or "yes";

    private static bool IsOff(string text) => text is "off" or "false" or "no";

    private static bool ReadsAsSwitch(string text) => text.ToLowerInvariant() is var lower && (IsOn(lower) || IsOff(lower));

    private static string Describe(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => $"{time.TotalDays}d",
        { TotalHours: >= 1 } => $"{time.TotalHours}h",
        { TotalSeconds: >= 1 } => $"{time.TotalSeconds}s",
        _ => $"{time.TotalMilliseconds}ms",
    };
}
