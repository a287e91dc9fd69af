using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Support;

/// <summary>A ConnectionActor between its two neighbours: Akka.IO's actor of the socket, and the room.</summary>
public abstract class ConnectionActorTest : ActorTest
{
    private protected readonly TestProbe _socket;
    private protected readonly TestProbe _room;
    private protected readonly TestProbe _deaths;
    private protected IActorRef _connection = ActorRefs.Nobody;
    private readonly RecordedHistogram _durations = new();

    protected ConnectionActorTest()
    {
        _socket = CreateTestProbe("socket");
        _room = CreateTestProbe("room-probe");
        _deaths = CreateTestProbe("deaths");
    }

    protected override void AfterAll()
    {
        _durations.Dispose();
        base.AfterAll();
    }

    private protected void StartConnection(ConnectionSettings settings, Rejection? rejection = null)
    {
        var services = new ConnectionServices(_room, settings, new ConnectionStatsRegistry(), _durations.Histogram);
        _connection = Sys.ActorOf(ConnectionActor.Props(
            _socket, new IPEndPoint(IPAddress.Loopback, 1234), services, rejection));
        _deaths.Watch(_connection);

        var register = _socket.ExpectMsg<Tcp.Register>();
        Assert.Equal(_connection, register.Handler);
        Assert.True(register.KeepOpenOnPeerClosed);
    }

    private protected void JoinRoom()
    {
        Receive("alice\n");
        _room.ExpectMsg<Join>();
        Tell(Joined.Instance);
        ExpectReading();
    }

    private protected void Tell(object message) => _connection.Tell(message, _room);

    private protected void Receive(string text) => _connection.Tell(new Tcp.Received(text.Wire()), _socket);

    private protected void Sent() => _connection.Tell(ConnectionWriter.Sent.Instance, _socket);

    private protected void ExpectReading() => _socket.ExpectMsg<Tcp.ResumeReading>();

    private protected string ExpectWrite()
    {
        var write = _socket.ExpectMsg<Tcp.Write>();
        Assert.Same(ConnectionWriter.Sent.Instance, write.Ack);
        return write.Data.Text();
    }

    private protected string ExpectSaid() => _room.ExpectMsg<Say>().Lines.Bytes.Span.Text();
}
