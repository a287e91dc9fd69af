using AkkaChat.Server.Transports;
using Microsoft.Extensions.Primitives;

namespace AkkaChat.Server.Web;

/// <summary>
/// The origins (RFC 6454) whose pages may open a WebSocket; browsers do not restrict that themselves.
/// </summary>
/// <param name="entries">As <see cref="Normalize"/> returns them. If there are none, the origin of the page itself is allowed.</param>
internal sealed class AllowedOrigins(IReadOnlyList<string> entries) : EntryList<string>(entries)
{
    /// <param name="origin">The values of the request's Origin header. A program that is no browser sends none.</param>
    /// <param name="host">The value of its Host header.</param>
    public bool Allow(StringValues origin, string host) => origin.Count == 0
        || (origin is [{ } text] && TryParse(text, out var parsed) && (Entries.Length > 0
            ? Entries.Contains(Text(parsed))
            : IsAt(parsed, host)));

    /// <param name="text">Such as <c>https://chat.example.org</c> or <c>http://localhost:8080</c>.</param>
    /// <returns>In lower case and without the default port.</returns>
    /// <exception cref="FormatException">It is no origin of the schemes http or https.</exception>
    public static string Normalize(string text) => TryParse(text, out var origin) ? Text(origin) : throw new FormatException();

    /// <summary>The scheme of the request does not count: a proxy may have ended TLS.</summary>
    private static bool IsAt(Uri origin, string host) =>
        Uri.TryCreate($"{origin.Scheme}://{host}", UriKind.Absolute, out var own) && Text(own) == Text(origin);

    private static bool TryParse(string text, out Uri origin) =>
        Uri.TryCreate(text, UriKind.Absolute, out origin!)
        && origin is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "", Host.Length: > 0 }
        && !text.EndsWith('/');

    /// <summary>As browsers send it: a name with other letters than those of ASCII in its encoded form.</summary>
    private static string Text(Uri origin)
    {
        var host = origin.HostNameType == UriHostNameType.Dns ? origin.IdnHost : origin.Host;
        return origin.IsDefaultPort ? $"{origin.Scheme}://{host}" : $"{origin.Scheme}://{host}:{origin.Port}";
    }
}
