using System.Net;
using System.Net.Sockets;
using AkkaChat.Server.Connections;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Connections;

public sealed class KeepAliveTests
{
    [Fact]
    public async Task An_accepted_socket_gets_the_configured_keep_alive()
    {
        var option = new KeepAlive(new(TimeSpan.FromSeconds(61), TimeSpan.FromSeconds(11), 6));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptSocketAsync();

        option.AfterConnect(accepted);

        Assert.NotEqual(0, Get(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(61, Get(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(11, Get(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(6, Get(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));

        int Get(SocketOptionLevel level, SocketOptionName name) => (int)accepted.GetSocketOption(level, name)!;
    }

    [Theory]
    [InlineData(61, 11, 6, 127_000)]
    [InlineData(32767, 32767, 127, int.MaxValue)]
    public void On_Linux_data_in_flight_has_the_same_time_as_silence(int idle, int interval, int count, int milliseconds)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        new KeepAlive(new(TimeSpan.FromSeconds(idle), TimeSpan.FromSeconds(interval), count)).AfterConnect(socket);

        var value = new byte[sizeof(int)];
        if (OperatingSystem.IsLinux())
            socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, KeepAlive.TcpUserTimeout, value);
        Assert.Equal(OperatingSystem.IsLinux() ? milliseconds : 0, BitConverter.ToInt32(value));
    }

    [Fact]
    public void A_socket_that_is_already_closed_is_ignored()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Dispose();

        new KeepAlive(TestSettings.Default.KeepAlive).AfterConnect(socket);
    }
}
