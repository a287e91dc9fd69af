using System.Net.Sockets;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>The limits, over real sockets.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Beyond_the_limit_of_connections_a_client_is_told_so_and_those_inside_go_on()
    {
        await using var server = await RunningServer.StartAsync(("limits.max-connections", "2"));
        using var alice = await server.JoinAsync("alice");
        using var nameless = await server.ConnectAsync();
        await nameless.SendAsync("no");
        using var late = await server.ConnectAsync();
        await late.SendAsync("late\nhello\n");

        Assert.Equal("server:the room is full\n", await late.ReadToEndAsync());
        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await alice.ReadLineAsync());
    }

    [Fact]
    public async Task A_place_is_free_again_however_its_client_has_gone()
    {
        await using var server = await RunningServer.StartAsync(
            ("limits.max-connections", "1"), ("limits.max-connections-per-address", "1"));
        for (var i = 0; i < 12; i++)
        {
            using var client = await EnterAsync(server);
            switch (i % 3)
            {
                case 0:
                    client.Reset();
                    break;
                case 1:
                    client.HalfClose();
                    await client.ReadToEndAsync();
                    break;
                default:
                    await client.SendAsync("half a li");
                    break;
            }
        }
    }

    [Fact]
    public async Task Too_many_from_one_address_are_told_so()
    {
        await using var server = await RunningServer.StartAsync(("limits.max-connections-per-address", "1"));
        using var alice = await server.JoinAsync("alice");
        using var second = await server.ConnectAsync();

        Assert.Equal("server:too many connections from your address\n", await second.ReadToEndAsync());
    }

    [Fact]
    public async Task Who_does_not_name_itself_is_told_so_and_closed()
    {
        await using var server = await RunningServer.StartAsync(("limits.handshake-timeout", "100ms"));
        using var nameless = await server.ConnectAsync();

        Assert.Equal("server:no username was sent within 0.1 seconds\n", await nameless.ReadToEndAsync());
    }

    [Fact]
    public async Task Who_is_idle_is_told_so_and_closed()
    {
        await using var server = await RunningServer.StartAsync(("limits.idle-timeout", "100ms"));
        using var idle = await server.ConnectAsync();
        await idle.SendAsync("idle\n");

        Assert.Equal("server:no message was sent for 0.1 seconds\n", await idle.ReadToEndAsync());
    }

    [Fact]
    public async Task A_unique_name_belongs_to_one_at_a_time()
    {
        await using var server = await RunningServer.StartAsync(("username.unique", "on"));
        var alice = await server.JoinAsync("alice");
        using var impostor = await server.ConnectAsync();
        await impostor.SendAsync("alice\nit's me\n");
        Assert.Equal("server:username is in use\n", await impostor.ReadToEndAsync());

        alice.Reset();

        // The server learns of the reset when it reads.
        while (true)
        {
            using var again = await server.ConnectAsync();
            await again.SendAsync("alice\nback\n");
            if (await again.ReadLineAsync() == "alice:back")
                return;
        }
    }

    [Fact]
    public async Task A_rate_slows_a_sender_down_and_loses_nothing()
    {
        await using var server = await RunningServer.StartAsync(("limits.rate.lines-per-second", "100"));
        using var bot = await server.ConnectAsync();
        var lines = Enumerable.Range(0, 150).Select(i => $"{i}\n").ToArray();

        await bot.SendAsync("bot\n" + string.Concat(lines));
        bot.HalfClose();

        Assert.Equal(string.Concat(lines.Select(line => "bot:" + line)), await bot.ReadToEndAsync());
    }

    [Fact]
    public async Task Vanished_peers_are_noticed_by_keep_alive()
    {
        var option = new Server.Connections.KeepAlive(new(TimeSpan.FromSeconds(61), TimeSpan.FromSeconds(11), 6));
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((System.Net.IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptSocketAsync();

        option.AfterConnect(accepted);

        int Get(SocketOptionLevel level, SocketOptionName name) => (int)accepted.GetSocketOption(level, name)!;
        Assert.NotEqual(0, Get(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(61, Get(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(11, Get(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(6, Get(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
    }

    [Fact]
    public void A_socket_that_is_gone_already_is_not_an_error_for_keep_alive()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Dispose();

        new Server.Connections.KeepAlive(TestSettings.Default.KeepAlive).AfterConnect(socket);
    }

    /// <summary>Comes in as soon as there is room.</summary>
    private static async Task<LineClient> EnterAsync(RunningServer server)
    {
        while (true)
        {
            var client = await server.ConnectAsync();
            try
            {
                await client.SendAsync("me\nhello\n");
                if (await client.ReadLineAsync() == "me:hello")
                    return client;
            }
            catch (SocketException)
            {
                // Refused, and reset because of what was sent after all.
            }

            client.Dispose();
        }
    }
}
