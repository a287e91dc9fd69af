using Akka.Actor;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>Injected faults: what fails costs its own client, or ends for all in order; the server goes on.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(
        ("akka.loglevel", "OFF"), ("username.unique", "on"));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_connection_that_throws_costs_its_own_client_only()
    {
        using var alice = await _server.JoinAsync("alice");
        var first = await _server.FindAsync("/user/listener/*");
        using var bob = await _server.JoinAsync("bob");
        await alice.ReadLineAsync();

        Assert.Single(first).Tell(new Server.Room.RoomMessages.Deliver(null!));

        await alice.ReadUntilResetAsync();
        await bob.SendAsync("still here\n");
        Assert.Equal("bob:still here", await bob.ReadLineAsync());
        using var again = await EnterAgainAsync("alice");
    }

    [Fact]
    public async Task The_death_of_the_engines_connection_costs_its_own_client_only()
    {
        using var alice = await _server.JoinAsync("alice");
        var before = await _server.FindAsync("/system/IO-TCP/*/*");
        using var bob = await _server.JoinAsync("bob");
        await alice.ReadLineAsync();

        Assert.Single(before).Tell(Kill.Instance);

        await alice.ReadUntilResetAsync();
        await bob.SendAsync("still here\n");
        Assert.Equal("bob:still here", await bob.ReadLineAsync());
        using var again = await EnterAgainAsync("alice");
    }

    [Fact]
    public async Task When_the_room_throws_all_members_are_closed_and_a_new_room_opens()
    {
        using var alice = await _server.JoinAsync("alice");
        var member = Assert.Single(await _server.FindAsync("/user/listener/*"));
        var room = Assert.Single(await _server.FindAsync("/user/room"));
        using var bob = await _server.JoinAsync("bob");
        await alice.ReadLineAsync();
        using var nameless = await _server.ConnectAsync();

        // In mid-burst: lines before and behind the fault.
        await alice.SendAsync(string.Concat(Enumerable.Repeat("burst\n", 1000)));
        room.Tell(new Server.Room.RoomMessages.Say(null!), member);

        Assert.All((await alice.ReadToEndAsync()).Split('\n')[..^1], line => Assert.Equal("alice:burst", line));
        Assert.All((await bob.ReadToEndAsync()).Split('\n')[..^1], line => Assert.Equal("alice:burst", line));
        await nameless.SendAsync("alice\nnew room\n");
        Assert.Equal("alice:new room", await nameless.ReadLineAsync());
    }

    [Fact]
    public async Task When_the_engines_listener_dies_the_port_is_bound_again()
    {
        using var alice = await _server.JoinAsync("alice");

        Assert.Single(await _server.FindAsync("/system/IO-TCP/*")).Tell(Kill.Instance);

        await alice.ReadUntilResetAsync();
        using var again = await EnterAgainAsync("alice");
    }

    [Theory]
    [InlineData("/user/room")]
    [InlineData("/user/listener")]
    public async Task Without_its_room_or_its_listener_for_good_the_server_ends(string path)
    {
        Assert.Single(await _server.FindAsync(path)).Tell(Kill.Instance);

        await _server.System.WhenTerminated.WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>Comes in under a name as soon as that is free, and the port open.</summary>
    private async Task<LineClient> EnterAgainAsync(string name)
    {
        while (true)
        {
            try
            {
                var client = await _server.ConnectAsync();
                await client.SendAsync($"{name}\nagain\n");
                if (await client.ReadLineAsync() == $"{name}:again")
                    return client;
                client.Dispose();
            }
            catch (System.Net.Sockets.SocketException)
            {
                // Not yet.
            }
        }
    }
}
