using System.Net.Sockets;
using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public sealed class KeepAliveTests
{
    [Theory]
    [InlineData(61, 11, 6, 127_000)]
    [InlineData(32767, 32767, 127, int.MaxValue)]
    public void On_Linux_data_in_flight_has_the_same_time_as_silence(int idle, int interval, int count, int milliseconds)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        new KeepAlive(() => new(TimeSpan.FromSeconds(idle), TimeSpan.FromSeconds(interval), count)).AfterConnect(socket);

        var value = new byte[sizeof(int)];
        if (OperatingSystem.IsLinux())
            socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, KeepAlive.TcpUserTimeout, value);
        Assert.Equal(OperatingSystem.IsLinux() ? milliseconds : 0, BitConverter.ToInt32(value));
    }
}
