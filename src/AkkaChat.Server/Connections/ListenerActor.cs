using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;

namespace AkkaChat.Server.Connections;

/// <summary>Makes the ConnectionActor of a connection that Akka.IO has accepted.</summary>
/// <param name="socket">Akka.IO's actor of the connection.</param>
/// <param name="refusal">Why the client cannot come in, or null.</param>
internal delegate Props ConnectionProps(IActorRef socket, EndPoint remote, Rejection? refusal);

/// <summary>
/// Binds the port, admits connections, and gives each its ConnectionActor, as its child. A child that fails is stopped,
/// which costs its own client only. If Akka.IO's listener ends, the port is bound again, for as long as it takes.
/// <para>Its life: idle → binding → accepting → draining. The shutdown is led from here; see <see cref="Drain"/>.</para>
/// </summary>
internal sealed class ListenerActor : UntypedActor, IWithTimers
{
    /// <summary>Between two tries to bind the port again.</summary>
    public static readonly TimeSpan RebindDelay = TimeSpan.FromSeconds(1);

    private readonly IActorRef _tcp;
    private readonly IActorRef _room;
    private readonly ConnectionProps _connectionProps;
    private readonly FileDescriptorLimit _budget;
    private readonly ConnectionLimiter _limiter;
    private readonly List<UnhandledMessage> _lost = [];
    private readonly Dictionary<IActorRef, IPAddress> _connections = [];
    private readonly HashSet<IActorRef> _refusals = [];

    /// <summary>Whom to answer, the first time.</summary>
    private IActorRef _requester = ActorRefs.Nobody;
    private IActorRef _socket = ActorRefs.Nobody;
    private Tcp.Bind _bind;

    /// <param name="tcp">The manager of Akka.IO Tcp.</param>
    /// <param name="budget">How many connections there may be.</param>
    public ListenerActor(
        IActorRef tcp,
        IActorRef room,
        IPEndPoint endpoint,
        ListenSettings listen,
        ConnectionLimits limits,
        KeepAliveSettings keepAlive,
        FileDescriptorLimit budget,
        ConnectionProps connectionProps)
    {
        _tcp = tcp;
        _room = room;
        _connectionProps = connectionProps;
        _budget = budget;
        _limiter = new ConnectionLimiter(budget.Connections, limits.MaxConnectionsPerAddress);
        Inet.SocketOption[] options = [new DualStack(), new KeepAlive(keepAlive)];
        _bind = new Tcp.Bind(Self, endpoint, listen.Backlog, options, pullMode: true);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    /// <summary>Begins anew after a failure: the port is freed, and bound again by the next incarnation.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        _socket.Tell(Tcp.Unbind.Instance);
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        BindAgain();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Listen:
                _requester = Sender;
                Bind();
                break;
            case Drain:
                Sender.Tell(Drained.Instance);
                break;
            case GetState:
                Sender.Tell(State.Closed);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Binding(object message)
    {
        switch (message)
        {
            case UnhandledMessage unhandled:
                _lost.Add(unhandled);
                break;
            case Tcp.Bound bound:
                _socket = Context.Watch(Sender);
                // If it has to be bound again, then to the port that was chosen now.
                _bind = new Tcp.Bind(Self, bound.LocalAddress, _bind.Backlog, _bind.Options, pullMode: true);
                RecoverLostConnections();
                var endpoint = (IPEndPoint)bound.LocalAddress;
                Publish(new ChatEvents.Opened(endpoint));
                _requester.Tell(new Listening(endpoint));
                Become(Accepting);
                break;
            case Tcp.CommandFailed failed:
                StopCollecting();
                _requester.Tell(new ListenFailed(ReasonOf(failed)));
                Become(OnReceive);
                break;
            case Drain:
                Sender.Tell(Drained.Instance);
                break;
            case GetState:
                Sender.Tell(State.Closed);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Accepting(object message)
    {
        switch (message)
        {
            case Tcp.Connected connected:
                Admit(connected.RemoteAddress);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_socket):
                Publish(new ChatEvents.ListenerLost());
                BindAgain();
                break;
            case Terminated terminated:
                Forget(terminated.ActorRef);
                break;
            case Drain drain:
                StartDraining(drain.Limit);
                break;
            case GetState:
                Sender.Tell(State.Open);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Like binding, but nobody waits for an answer, and a failure is not the end.</summary>
    private void BindingAgain(object message)
    {
        switch (message)
        {
            case BindDue:
                SendBind();
                break;
            case Tcp.CommandFailed failed:
                StopCollecting();
                Publish(new ChatEvents.RebindFailed(_bind.LocalAddress, ReasonOf(failed)));
                Timers.StartSingleTimer(nameof(BindDue), BindDue.Instance, RebindDelay);
                break;
            case Terminated terminated:
                Forget(terminated.ActorRef);
                break;
            case Drain drain:
                StartDraining(drain.Limit);
                break;
            default:
                Binding(message);
                break;
        }
    }

    /// <summary>
    /// Akka.IO cannot stop accepting without resetting all connections, so the port stays open until the last one is
    /// gone; whoever comes meanwhile is closed.
    /// </summary>
    private void Draining(object message)
    {
        switch (message)
        {
            case Tcp.Connected:
                Sender.Tell(Tcp.Close.Instance);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_socket):
                _requester.Tell(Drained.Instance);
                break;
            case Terminated terminated:
                Forget(terminated.ActorRef);
                UnbindWhenDrained();
                break;
            case DrainExpired:
                Publish(new ChatEvents.DrainTimedOut(_connections.Count + _refusals.Count));
                foreach (var connection in Context.GetChildren())
                    Context.Stop(connection);
                break;
            case Tcp.Bound:
                _socket = Context.Watch(Sender);
                UnbindWhenDrained();
                break;
            case Tcp.Unbound or UnhandledMessage:
                break;
            case GetState:
                Sender.Tell(State.Closed);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Bind()
    {
        SendBind();
        Become(Binding);
    }

    private void BindAgain()
    {
        _requester = ActorRefs.Nobody;
        _socket = ActorRefs.Nobody;
        SendBind();
        Become(BindingAgain);
    }

    private void SendBind()
    {
        // Connections that are accepted before the bind is complete are lost by Akka.IO: its listener leaves them
        // unhandled. They are collected, and given back to it when it can handle them.
        Context.System.EventStream.Subscribe(Self, typeof(UnhandledMessage));
        _tcp.Tell(_bind);
    }

    private void RecoverLostConnections()
    {
        foreach (var lost in _lost.Where(lost => lost.Recipient.Equals(_socket)))
            _socket.Tell(lost.Message);
        StopCollecting();
    }

    private void StopCollecting()
    {
        Context.System.EventStream.Unsubscribe(Self, typeof(UnhandledMessage));
        _lost.Clear();
    }

    private void Admit(EndPoint remote)
    {
        var address = ((IPEndPoint)remote).Address;
        var refusal = _limiter.TryAcquire(address);
        if (refusal is null)
        {
            _connections.Add(StartConnection(remote, refusal), address);
        }
        else if (_refusals.Count < _budget.Refusals)
        {
            _refusals.Add(StartConnection(remote, refusal));
        }
        else
        {
            // There is no end to clients that could be told.
            Sender.Tell(Tcp.Abort.Instance);
            Publish(new ChatEvents.Ended(remote, "", WasMember: false, refusal.Reason, 0, 0, TimeSpan.Zero));
        }
    }

    private IActorRef StartConnection(EndPoint remote, Rejection? refusal) =>
        Context.Watch(Context.ActorOf(_connectionProps(Sender, remote, refusal)));

    private void Forget(IActorRef connection)
    {
        if (_connections.Remove(connection, out var address))
            _limiter.Release(address);
        else
            _refusals.Remove(connection);
    }

    private void StartDraining(TimeSpan limit)
    {
        _requester = Sender;
        StopCollecting();
        Publish(new ChatEvents.Draining(_connections.Count + _refusals.Count));
        // Ahead of the room's farewell, so that the connections know what it means.
        foreach (var connection in Context.GetChildren())
            connection.Tell(ConnectionActor.Drain.Instance);
        _room.Tell(RoomMessages.CloseRoom.Instance);
        Timers.StartSingleTimer(nameof(DrainExpired), DrainExpired.Instance, limit);
        Become(Draining);
        UnbindWhenDrained();
    }

    private void UnbindWhenDrained()
    {
        if (_connections.Count + _refusals.Count > 0)
            return;
        if (_socket.IsNobody())
            _requester.Tell(Drained.Instance);
        else
            _socket.Tell(Tcp.Unbind.Instance);
    }

    private static void Publish(ChatEvents.IChatEvent chatEvent) => Context.System.EventStream.Publish(chatEvent);

    private static string ReasonOf(Tcp.CommandFailed failed) =>
        failed.Cause.HasValue ? failed.Cause.Value.Message : "unknown reason";

    /// <summary>Binds the port; answered by <see cref="Listening"/> or <see cref="ListenFailed"/>.</summary>
    public sealed record Listen
    {
        public static readonly Listen Instance = new();
    }

    /// <summary>The port is open.</summary>
    /// <param name="Endpoint">Where, with the port that was chosen if the configured one is 0.</param>
    public sealed record Listening(IPEndPoint Endpoint);

    /// <summary>The port could not be opened.</summary>
    public sealed record ListenFailed(string Reason);

    /// <summary>
    /// Ends the service: the room is closed, what it has accepted is written to everybody, and every connection is
    /// closed with FIN; those that cannot be within <paramref name="Limit"/> are reset. Then the port is closed, and
    /// the answer is <see cref="Drained"/>.
    /// </summary>
    public sealed record Drain(TimeSpan Limit);

    /// <summary>No connection is left, and the port is closed.</summary>
    public sealed record Drained
    {
        public static readonly Drained Instance = new();
    }

    /// <summary>Asks for the <see cref="State"/>.</summary>
    public sealed record GetState
    {
        public static readonly GetState Instance = new();
    }

    /// <param name="IsOpen">The port is open, and who comes is served.</param>
    public sealed record State(bool IsOpen)
    {
        public static readonly State Open = new(true);
        public static readonly State Closed = new(false);
    }

    private sealed class DrainExpired
    {
        public static readonly DrainExpired Instance = new();
    }

    private sealed class BindDue
    {
        public static readonly BindDue Instance = new();
    }
}
