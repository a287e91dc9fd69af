using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace AkkaChat.Server.Web;

/// <summary>
/// The page of the room: one HTML document with its style and script inline, and the headers that belong to it. Immutable.
/// </summary>
internal sealed class ChatPage
{
    public ChatPage(PageSettings settings)
    {
        var style = Resource("page.css");
        var script = Resource("page.js");
        var html = Resource("page.html")
            .Replace("{{css}}", style, StringComparison.Ordinal)
            .Replace("{{script}}", script, StringComparison.Ordinal)
            .Replace("{{settings}}", Attributes(settings), StringComparison.Ordinal);
        var utf8 = Encoding.UTF8.GetBytes(html);
        Html = utf8;
        ContentSecurityPolicy = string.Join(
            "; ",
            "default-src 'none'",
            $"script-src '{SourceHash(script)}'",
            $"style-src '{SourceHash(style)}'",
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'");
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(utf8).AsSpan(0, 16))}\"";
    }

    /// <summary>The document in UTF-8.</summary>
    public ReadOnlyMemory<byte> Html { get; }

    /// <summary>Value of the header of that name: only the document's own script and style are allowed, by their hashes.</summary>
    public string ContentSecurityPolicy { get; }

    /// <summary>Strong, with its quotation marks.</summary>
    public string ETag { get; }

    private static string Attributes(PageSettings settings)
    {
        var name = WebUtility.HtmlEncode(settings.ServerName);
        var attributes = $" data-server-name=\"{name}\" data-max-message-length=\"{settings.MaxMessageLength}\"";
        return settings.NeedsPassword ? attributes + " data-needs-password" : attributes;
    }

    /// <summary>As Content Security Policy names the content of an element.</summary>
    private static string SourceHash(string content) =>
        $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";

    private static string Resource(string name)
    {
        using var stream = typeof(ChatPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
