using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Server.Connections;

/// <summary>Opens the listening sockets of a door that does not use Akka.IO.</summary>
internal static class ListenSockets
{
    /// <summary>
    /// Listens at all addresses of a host, with the same port. An address that the machine lacks is skipped if there is another.
    /// </summary>
    /// <param name="onSkipped">Is given the address that is skipped, and why.</param>
    /// <exception cref="CannotListenException">An address cannot be bound.</exception>
    public static IReadOnlyList<Socket> Open(
        IEnumerable<IPEndPoint> endpoints, int backlog, Action<IPEndPoint, string> onSkipped)
    {
        var addresses = new ListenAddresses(endpoints);
        var open = new List<Socket>();
        while (addresses.Next is { } endpoint)
        {
            try
            {
                var socket = Open(endpoint, backlog);
                open.Add(socket);
                addresses.MarkBound((IPEndPoint)socket.LocalEndPoint!);
            }
            catch (SocketException exception) when (addresses.TrySkip(exception))
            {
                onSkipped(endpoint, exception.Message);
            }
            catch (SocketException exception)
            {
                open.ForEach(socket => socket.Dispose());
                throw new CannotListenException(new HostPort(endpoint).ToString(), exception.Message);
            }
        }

        return open;
    }

    private static Socket Open(IPEndPoint endpoint, int backlog)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            new DualStack().BeforeServerSocketBind(socket);
            socket.Bind(endpoint);
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
