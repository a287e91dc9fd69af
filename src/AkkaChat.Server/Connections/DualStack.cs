using System.Net.Sockets;
using Akka.IO;

namespace AkkaChat.Server.Connections;

/// <summary>Makes a listener on <c>::</c> accept IPv4 too, whatever the default of the machine (net.ipv6.bindv6only).</summary>
internal sealed class DualStack : Inet.SocketOption
{
    public override void BeforeServerSocketBind(Socket socket)
    {
        if (socket.AddressFamily == AddressFamily.InterNetworkV6)
            socket.DualMode = true;
    }
}
