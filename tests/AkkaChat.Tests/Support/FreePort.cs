using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>A free loopback port, for tests that must know it before the server listens.</summary>
internal static class FreePort
{
    public static IPEndPoint Find()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return (IPEndPoint)probe.LocalEndpoint;
    }
}
