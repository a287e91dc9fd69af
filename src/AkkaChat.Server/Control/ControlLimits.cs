using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Control;

/// <summary>The settings that concern the commands of an operator.</summary>
/// <param name="TrustedProxies">Are not banned by mistake.</param>
/// <param name="Denied">Stay refused when a ban ends.</param>
/// <param name="MaxTextBytes">Of a line that is sent to all.</param>
/// <param name="Node">How other nodes of its cluster know this one, such as <c>chat2.example.org:9200</c>; null for a single server.</param>
internal sealed record ControlLimits(TrustedProxies TrustedProxies, DeniedAddresses Denied, int MaxTextBytes, string? Node = null)
{
    /// <summary>Those of any server.</summary>
    public static readonly ControlLimits Any = new(new TrustedProxies([]), new DeniedAddresses([]), MaxTextBytes: 4096);

    public static ControlLimits Of(ChatSettings settings) => new(
        settings.TrustedProxies,
        settings.Limits.Denied,
        Math.Min(Any.MaxTextBytes, settings.Connection.Message.MaxLength),
        settings.Cluster?.Address.ToString());
}
