using System.Net;
using Akka.Actor;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>Injected faults: a failure is contained, and the server goes on or ends in order.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(
        ("akka.loglevel", "OFF"), ("username.unique", "on"), ("limits.max-connections", "3"));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("/user/connections/*")]
    [InlineData("/system/IO-TCP/*/*")]
    public async Task A_connection_that_fails_costs_its_own_client_only(string path)
    {
        using var alice = await _server.JoinAsync("alice");
        var failing = Assert.Single(await _server.FindAsync(path));
        using var bob = await _server.JoinAsync("bob");
        using var carol = await _server.JoinAsync("carol");
        await bob.ReadLineAsync();

        // A restart would hide an exception in a connection; Akka's own connections stop in any case.
        failing.Tell(path.StartsWith("/user", StringComparison.Ordinal) ? new Deliver(null!) : Kill.Instance);

        await alice.ReadUntilResetAsync();
        // Her slot and her name are free again.
        using var again = await LineClient.JoinEventuallyAsync(_server.Endpoint, "alice");
        Assert.Equal("alice:alice is here", await bob.ReadLineAsync());
    }

    [Fact]
    public async Task A_room_that_fails_closes_its_members_and_a_new_room_opens()
    {
        using var alice = await _server.JoinAsync("alice");
        var member = Assert.Single(await _server.FindAsync("/user/connections/*"));
        var room = Assert.Single(await _server.FindAsync("/user/room"));
        using var bob = await _server.JoinAsync("bob");
        await alice.ReadLineAsync();
        using var nameless = await _server.ConnectAsync();

        // Within a burst: there are lines before and after the fault.
        await alice.SendAsync(string.Concat(Enumerable.Repeat("burst\n", 1000)));
        room.Tell(new Say(null!), member);

        Assert.All((await alice.ReadToEndAsync()).Split('\n')[..^1], line => Assert.Equal("alice:burst", line));
        Assert.All((await bob.ReadToEndAsync()).Split('\n')[..^1], line => Assert.Equal("alice:burst", line));
        await nameless.SendAsync("alice\nnew room\n");
        Assert.Equal("alice:new room", await nameless.ReadLineAsync());
    }

    [Fact]
    public async Task A_listener_of_Akka_that_ends_is_replaced_on_the_same_port()
    {
        using var alice = await _server.JoinAsync("alice");

        await KillListenerAsync(_server, Assert.Single(await _server.FindAsync("/system/IO-TCP/*")));

        await alice.ReadUntilResetAsync();
        using var again = await LineClient.JoinEventuallyAsync(_server.Endpoint, "alice");
    }

    [Fact]
    public async Task A_server_at_several_addresses_has_one_port_and_one_room_and_survives_the_loss_of_one_listener()
    {
        var missing = new IPEndPoint(IPAddress.Parse("203.0.113.1"), 0);
        await using var server = await RunningServer.StartAsync(
            [new(IPAddress.Parse("127.0.0.2"), 0), missing, new(IPAddress.Loopback, 0)], ("akka.loglevel", "OFF"));
        using var alice = await server.JoinAsync("alice");
        using var bob = await LineClient.JoinAsync(new IPEndPoint(IPAddress.Loopback, server.Endpoint.Port), "bob");
        Assert.Equal("bob:bob is here", await alice.ReadLineAsync());
        Assert.Equal(IPAddress.Parse("127.0.0.2"), server.Endpoint.Address);

        var sockets = await server.FindAsync("/system/IO-TCP/*", count: 2);
        await KillListenerAsync(server, sockets.MinBy(socket => socket.Path.Name)!);

        await alice.ReadUntilResetAsync();
        using var again = await LineClient.JoinEventuallyAsync(server.Endpoint, "alice");
        Assert.Equal("alice:alice is here", await bob.ReadLineAsync());
    }

    [Theory]
    [InlineData("/user/room")]
    [InlineData("/user/listener")]
    [InlineData("/user/connections")]
    public async Task Without_one_of_its_main_actors_for_good_the_server_ends(string path)
    {
        Assert.Single(await _server.FindAsync(path)).Tell(Kill.Instance);

        await _server.System.WhenTerminated.WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>
    /// Waits until the port is bound again: a client that connects while Akka.IO's listener stops may be accepted by it
    /// and then forgotten.
    /// </summary>
    private static async Task KillListenerAsync(RunningServer server, IActorRef listener)
    {
        using var input = Inbox.Create(server.System);
        server.System.EventStream.Subscribe(input.Receiver, typeof(ChatEvents.ListenerOpened));
        listener.Tell(Kill.Instance);
        await input.ReceiveAsync(Eventually.DefaultTimeout);
    }
}
