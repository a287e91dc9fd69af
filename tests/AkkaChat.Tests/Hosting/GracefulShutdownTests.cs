using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Hosting;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;

namespace AkkaChat.Tests.Hosting;

/// <summary>The order of the shutdown. Probes stand for the actors that take part in it.</summary>
public sealed class GracefulShutdownTests : TestKit
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly TestProbe _connections;
    private readonly TestProbe _room;
    private readonly TestProbe _listener;
    private readonly TestProbe _log;

    public GracefulShutdownTests()
        : base("akka.loglevel = OFF\nakka.test.single-expect-default = 10s\n" + AkkaOverrides.PhaseTimeout)
    {
        _connections = CreateTestProbe("connections");
        _room = CreateTestProbe("room");
        _listener = CreateTestProbe("listener");
        _log = CreateTestProbe("log");
        var actors = ActorRegistry.For(Sys);
        actors.Register<ConnectionManagerActor>(_connections);
        actors.Register<RoomActor>(_room);
        actors.Register<EventLogActor>(_log);
        GracefulShutdown.AddTo(
            Sys, actors, new Listeners(new Dictionary<Door, IActorRef> { [Door.Tcp] = _listener }), () => Grace);
    }

    [Fact]
    public async Task Admission_ends_before_the_room_closes_before_connections_are_flushed_before_the_port_closes_before_the_log()
    {
        var shutdown = CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ClrExitReason.Instance);

        Assert.Equal(Grace * 0.9, _connections.ExpectMsg<ConnectionManagerActor.BeginDrain>().Limit);
        Assert.False(_room.HasMessages);
        _connections.Reply(ConnectionManagerActor.DrainBegun.Instance);

        _room.ExpectMsg<RoomMessages.Close>();
        Assert.False(_connections.HasMessages);
        _room.Reply(RoomMessages.RoomClosed.Instance);

        _connections.ExpectMsg<ConnectionManagerActor.AwaitDrained>();
        Assert.False(_listener.HasMessages);
        _connections.Reply(ConnectionManagerActor.Drained.Instance);

        _listener.ExpectMsg<ListenerMessages.Unbind>();
        Assert.False(_log.HasMessages);
        _listener.Reply(ListenerMessages.Unbound.Instance);

        _log.ExpectMsg<EventLogActor.CloseLog>();
        _log.Reply(EventLogActor.LogClosed.Instance);
        await shutdown.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void An_actor_that_has_stopped_does_not_hold_up_the_shutdown()
    {
        Sys.Stop(_connections);
        Sys.Stop(_room);

        _ = CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ClrExitReason.Instance);

        _listener.ExpectMsg<ListenerMessages.Unbind>();
    }
}
