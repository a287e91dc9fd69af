using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>
/// Loopback ports for tests that must know one before the server listens. None is returned twice, and all are below those that
/// Linux gives to clients and to port 0: nothing takes one in the meantime.
/// </summary>
internal static class FreePort
{
    private const int First = 12_000;
    private const int Count = 20_000;

    /// <summary>Test runs at the same time begin at different ports.</summary>
    private static int _next = Environment.ProcessId * 199 % Count;

    public static IPEndPoint Find()
    {
        while (true)
        {
            var endpoint = new IPEndPoint(IPAddress.Loopback, First + (Interlocked.Increment(ref _next) % Count));
            using var probe = new TcpListener(endpoint);
            try
            {
                probe.Start();
                return endpoint;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Of another program.
            }
        }
    }
}
