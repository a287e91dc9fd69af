using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace AkkaChat.Bench.Server;

/// <summary>Load is for our own machine only.</summary>
internal static class Loopback
{
    private const string LocalHost = "localhost:";

    /// <summary>Reads HOST:PORT.</summary>
    /// <returns>False if it is none, or not on this machine.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? endpoint)
    {
        if (text.StartsWith(LocalHost, StringComparison.OrdinalIgnoreCase))
            text = $"{IPAddress.Loopback}:{text[LocalHost.Length..]}";
        return IPEndPoint.TryParse(text, out endpoint)
            && endpoint.Port > 0
            && IPAddress.IsLoopback(endpoint.Address);
    }
}
