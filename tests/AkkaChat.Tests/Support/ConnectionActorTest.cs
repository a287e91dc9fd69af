using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;
using static AkkaChat.Server.Connections.HandshakeMessages;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Support;

/// <summary>A ConnectionActor between its neighbours: Akka.IO's actor of the socket, the room, and its parent.</summary>
public abstract class ConnectionActorTest : ActorTest
{
    private protected static readonly Client Remote = Client.Of(Door.Tcp, new IPEndPoint(IPAddress.Loopback, 1234));

    private protected readonly TestProbe _manager;
    private protected readonly TestProbe _socket;
    private protected readonly TestProbe _room;
    private protected readonly TestProbe _deaths;
    private protected readonly TestProbe _events;
    private protected IActorRef _connection = ActorRefs.Nobody;
    private readonly RecordedHistogram _durations = new();

    protected ConnectionActorTest()
    {
        _manager = CreateTestProbe("manager");
        _manager.SetAutoPilot(new DelegateAutoPilot(AcceptFirstLine));
        _socket = CreateTestProbe("socket");
        _room = CreateTestProbe("room-probe");
        _deaths = CreateTestProbe("deaths");
        _events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
    }

    /// <summary>The answer of the manager, unless there is a password.</summary>
    private protected object Answer { get; set; } = new FirstLineAccepted(null);

    private protected static SendQueueLimits Limits => TestSettings.Default.Connection.SendQueue;

    protected override void AfterAll()
    {
        _durations.Dispose();
        base.AfterAll();
    }

    private KeepRunning AcceptFirstLine(IActorRef sender, object message)
    {
        if (message is FirstLineRead { IsPasswordRight: null })
            sender.Tell(Answer);
        return AutoPilot.KeepRunning;
    }

    private protected void StartConnection(Rejection? rejection, params (string Key, string Value)[] settings) =>
        StartConnection(Remote, rejection, settings);

    private protected void StartConnection(Client client, Rejection? rejection, params (string Key, string Value)[] settings)
    {
        var services = new ConnectionServices(
            _room, TestSettings.Load(settings).Settings.Connection, new ConnectionStatsRegistry(), _durations.Histogram);
        _connection = _manager.ChildActorOf(ConnectionActor.Props(_socket, client, services, rejection));
        _deaths.Watch(_connection);

        var register = _socket.ExpectMsg<Tcp.Register>();
        Assert.Equal(_connection, register.Handler);
        Assert.True(register.KeepOpenOnPeerClosed);
    }

    private protected void Start(params (string Key, string Value)[] settings)
    {
        StartConnection(null, settings);
        ExpectReading();
    }

    private protected void StartAndJoin(params (string Key, string Value)[] settings)
    {
        Start(settings);
        JoinRoom();
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

    private protected void Deliver(string lines) => Tell(new Deliver(new Batch(lines.Bytes())));

    private protected void Deliver(int length, bool ackRequested = false) =>
        Tell(new Deliver(new Batch(new byte[length]), ackRequested));

    /// <summary>Delivers batches that fill a write each until the client is congested; the first write is in flight then.</summary>
    private protected void Congest()
    {
        for (var pending = 0; pending <= Limits.HighWatermark; pending += Limits.TargetBytesPerWrite)
            Deliver(Limits.TargetBytesPerWrite);
        _room.ExpectMsg<Congested>();
        ExpectWrite();
    }

    private protected void Sent() => _connection.Tell(ConnectionWriter.Sent.Instance, _socket);

    private protected void ExpectReading() => _socket.ExpectMsg<Tcp.ResumeReading>();

    private protected string ExpectWrite()
    {
        var write = _socket.ExpectMsg<Tcp.Write>();
        Assert.Same(ConnectionWriter.Sent.Instance, write.Ack);
        return write.Data.Text();
    }

    /// <summary>Completes the write in flight, and expects the next one.</summary>
    private protected string ExpectNextWrite()
    {
        Sent();
        return ExpectWrite();
    }

    private protected string ExpectSaid() => _room.ExpectMsg<Say>().Lines.Bytes.Span.Text();

    /// <summary>Expects a line of the server, FIN once it is sent, and the end of a client that is no member.</summary>
    private protected void ExpectRefused(
        string text, CloseReason reason, string username = "", TimeSpan duration = default)
    {
        Assert.Equal($"server:{text}\n", ExpectWrite());
        ExpectNothingFrom(_connection, _socket);
        Sent();
        ExpectClosed(reason, username, wasMember: false, duration);
    }

    /// <summary>Expects FIN, answers it as the client does, and expects the end.</summary>
    private protected void ExpectClosed(
        CloseReason reason, string username, bool wasMember, TimeSpan duration = default)
    {
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
        Tell(Tcp.ConfirmedClosed.Instance);
        ExpectEnd(reason, username, wasMember, duration);
    }

    /// <summary>Expects Akka.IO to be told to close after the client's FIN, reports that, and expects the end.</summary>
    private protected void ExpectClosedAfterFin(CloseReason reason, string username = "", bool wasMember = false)
    {
        _socket.ExpectMsg<Tcp.Close>();
        Tell(Tcp.Closed.Instance);
        ExpectEnd(reason, username, wasMember);
    }

    /// <summary>Expects that the connection ends, and publishes that once, with its reason.</summary>
    private protected void ExpectEnd(
        CloseReason reason, string username = "", bool wasMember = false, TimeSpan duration = default)
    {
        _deaths.ExpectTerminated(_connection);
        var events = new List<object>();
        while (_events.HasMessages)
            events.Add(_events.ReceiveOne());
        var ended = Assert.Single(events.OfType<ChatEvents.ConnectionEnded>());
        Assert.Equal((reason, username, wasMember, duration), (ended.Reason, ended.Username, ended.WasMember, ended.Duration));
        Assert.Equal(wasMember, events.OfType<ChatEvents.MemberJoined>().Any());
    }
}
