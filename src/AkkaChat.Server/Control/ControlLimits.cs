using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Control;

/// <summary>What of the server's settings limits the commands of an operator.</summary>
/// <param name="TrustedProxies">Are not banned by mistake.</param>
/// <param name="MaxTextBytes">Of a line that is sent to all.</param>
internal sealed record ControlLimits(TrustedProxies TrustedProxies, int MaxTextBytes)
{
    /// <summary>What holds for every server.</summary>
    public static readonly ControlLimits Any = new(new TrustedProxies([]), MaxTextBytes: 4096);
}
