using System.Net.Sockets;

namespace AkkaChat.Bench.Servers;

/// <summary>Sockets of clients.</summary>
internal static class BenchSocket
{
    public static Socket Create(AddressFamily family) => family == AddressFamily.Unix
        ? new Socket(family, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
