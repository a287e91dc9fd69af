using AkkaChat.Server.Connections;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Control;

/// <summary>What of the server's settings concerns the commands of an operator.</summary>
/// <param name="TrustedProxies">Are not banned by mistake.</param>
/// <param name="Denied">Stay refused when a ban ends.</param>
/// <param name="MaxTextBytes">Of a line that is sent to all.</param>
internal sealed record ControlLimits(TrustedProxies TrustedProxies, DeniedAddresses Denied, int MaxTextBytes)
{
    /// <summary>What holds for every server.</summary>
    public static readonly ControlLimits Any = new(new TrustedProxies([]), new DeniedAddresses([]), MaxTextBytes: 4096);
}
