using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Server.Observability.Health;

/// <summary>
/// The port of the health checks, opened before anything else is started: that it is taken is known at once, and clients
/// that come early wait for their answer.
/// </summary>
internal static class HealthSocket
{
    /// <exception cref="SocketException">It cannot be listened on.</exception>
    public static Socket Open(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Like the chat's, on :: it serves IPv4 as well.
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = true;
            socket.Bind(endpoint);
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
