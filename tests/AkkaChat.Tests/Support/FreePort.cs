using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>A port of loopback that nobody listens on, where it must be known before the server is there.</summary>
internal static class FreePort
{
    public static IPEndPoint Find()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return (IPEndPoint)probe.LocalEndpoint;
    }
}
