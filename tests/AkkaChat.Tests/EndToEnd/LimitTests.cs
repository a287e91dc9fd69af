using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>Places and names that become free again, over real sockets.</summary>
public sealed class LimitTests
{
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
}
