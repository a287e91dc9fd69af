using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>The limits of connections, time, names and rates, over real sockets.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("limits.max-connections", "the room is full")]
    [InlineData("limits.max-connections-per-address", "too many connections from your address")]
    public async Task A_client_beyond_a_limit_of_connections_is_refused_and_the_others_stay(string limit, string message)
    {
        await using var server = await RunningServer.StartAsync((limit, "2"));
        using var alice = await server.JoinAsync("alice");
        using var unnamed = await server.ConnectAsync();
        await unnamed.SendAsync("unna");
        using var refused = await server.ConnectAsync();
        await refused.SendAsync("late\nhello\n");

        Assert.Equal($"server:{message}\n", await refused.ReadToEndAsync());
        await unnamed.SendAsync("med\nhello\n");
        Assert.Equal("unnamed:hello", await alice.ReadLineAsync());
    }

    [Fact]
    public async Task A_reset_a_half_close_or_a_close_releases_the_place_of_the_client()
    {
        await using var server = await RunningServer.StartAsync(
            ("limits.max-connections", "1"), ("limits.max-connections-per-address", "1"));
        for (var i = 0; i < 12; i++)
        {
            using var client = await LineClient.JoinEventuallyAsync(server.Endpoint, "client");
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

    [Theory]
    [InlineData("limits.handshake-timeout", "half a na", "no username was sent within 0.1 seconds")]
    [InlineData("limits.idle-timeout", "idle\n", "no message was sent for 0.1 seconds")]
    public async Task A_client_beyond_a_timeout_receives_the_reason_and_FIN(string timeout, string sent, string message)
    {
        await using var server = await RunningServer.StartAsync((timeout, "100ms"));
        using var client = await server.ConnectAsync();
        await client.SendAsync(sent);

        Assert.Equal($"server:{message}\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_unique_name_is_free_again_after_its_member_has_left()
    {
        await using var server = await RunningServer.StartAsync(("username.unique", "on"));
        var alice = await server.JoinAsync("alice");
        using var impostor = await server.ConnectAsync();
        await impostor.SendAsync("alice\nit's me\n");
        Assert.Equal("server:username is in use\n", await impostor.ReadToEndAsync());

        alice.Reset();

        using var again = await LineClient.JoinEventuallyAsync(server.Endpoint, "alice");
    }

    [Fact]
    public async Task A_client_that_reconnects_at_once_under_its_unique_name_gets_in()
    {
        await using var server = await RunningServer.StartAsync(("username.unique", "on"));
        var refused = 0;
        for (var i = 0; i < 100; i++)
        {
            using var alice = await server.ConnectAsync();
            await alice.SendAsync("alice\nhello\n");
            refused += await alice.ReadLineAsync() == "alice:hello" ? 0 : 1;
            alice.Reset();
        }

        // Without the second of waiting it is most of them; a pause of this process may be longer than that second.
        Assert.InRange(refused, 0, 10);
    }

    [Fact]
    public async Task A_rate_limit_delays_a_sender_and_drops_nothing()
    {
        await using var server = await RunningServer.StartAsync(("limits.rate.lines-per-second", "100"));
        using var bot = await server.ConnectAsync();
        var lines = Enumerable.Range(0, 150).Select(i => $"{i}\n").ToArray();
        var start = TimeProvider.System.GetTimestamp();

        await bot.SendAsync("bot\n" + string.Concat(lines));
        bot.HalfClose();

        Assert.Equal(string.Concat(lines.Select(line => "bot:" + line)), await bot.ReadToEndAsync());
        // The burst is 100 lines; the other 50 take half a second.
        Assert.True(TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(0.4));
    }
}
