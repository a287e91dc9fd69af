using System.Text;

namespace AkkaChat.Server.Web;

/// <summary>The page for browsers, one document.</summary>
internal sealed class ChatPage(PageSettings settings)
{
    public ReadOnlyMemory<byte> Html { get; } = Encoding.UTF8.GetBytes($"<!doctype html><title>{settings.MaxMessageLength}</title>");

    public string ContentSecurityPolicy { get; } = "default-src 'none'";

    public string ETag { get; } = "\"0\"";
}
