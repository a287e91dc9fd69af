using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace AkkaChat.Server.Network;

/// <summary>
/// Binds the port and gives every accepted connection its ConnectionActor, as its child. A child that fails is stopped,
/// which costs its own client only.
/// <para>Its life: idle → binding → listening → draining. The shutdown is led from here; see <see cref="Drain"/>.</para>
/// </summary>
internal sealed class ListenerActor : UntypedActor, IWithTimers
{
    private readonly IActorRef _tcp;
    private readonly IActorRef _room;
    private readonly IPEndPoint _endpoint;
    private readonly int _backlog;
    private readonly Func<IActorRef, EndPoint, Props> _connectionProps;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<UnhandledMessage> _lost = [];
    private readonly HashSet<IActorRef> _connections = [];
    private IActorRef _requester = ActorRefs.Nobody;
    private IActorRef _socket = ActorRefs.Nobody;

    /// <param name="tcp">The manager of Akka.IO Tcp.</param>
    /// <param name="connectionProps">Makes a ConnectionActor of a connection's Akka.IO actor and its remote address.</param>
    public ListenerActor(
        IActorRef tcp, IActorRef room, IPEndPoint endpoint, int backlog, Func<IActorRef, EndPoint, Props> connectionProps)
    {
        _tcp = tcp;
        _room = room;
        _endpoint = endpoint;
        _backlog = backlog;
        _connectionProps = connectionProps;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Listen:
                _requester = Sender;
                // Connections that are accepted before the bind is complete are lost by Akka.IO: its listener leaves
                // them unhandled. They are collected, and given back to it when it can handle them.
                Context.System.EventStream.Subscribe(Self, typeof(UnhandledMessage));
                _tcp.Tell(new Tcp.Bind(Self, _endpoint, _backlog, [new DualStack()], pullMode: true));
                Become(Binding);
                break;
            case Drain:
                Sender.Tell(Drained.Instance);
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
                _socket = Sender;
                RecoverLostConnections();
                _log.Info("Listening on {Endpoint}", bound.LocalAddress);
                _requester.Tell(new Listening((IPEndPoint)bound.LocalAddress));
                Become(Accepting);
                break;
            case Tcp.CommandFailed failed:
                Context.System.EventStream.Unsubscribe(Self, typeof(UnhandledMessage));
                _requester.Tell(new ListenFailed(failed.Cause.HasValue ? failed.Cause.Value.Message : "unknown reason"));
                Become(OnReceive);
                break;
            case Drain:
                Sender.Tell(Drained.Instance);
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
                _connections.Add(Context.Watch(Context.ActorOf(_connectionProps(Sender, connected.RemoteAddress))));
                break;
            case Terminated terminated:
                _connections.Remove(terminated.ActorRef);
                break;
            case Drain drain:
                _requester = Sender;
                StartDraining(drain.Limit);
                break;
            default:
                Unhandled(message);
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
            case Terminated terminated:
                _connections.Remove(terminated.ActorRef);
                UnbindWhenDrained();
                break;
            case DrainExpired:
                _log.Warning("{Count} connections could not be closed in time and are reset", _connections.Count);
                foreach (var connection in _connections)
                    Context.Stop(connection);
                break;
            case Tcp.Unbound:
                _requester.Tell(Drained.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void RecoverLostConnections()
    {
        Context.System.EventStream.Unsubscribe(Self, typeof(UnhandledMessage));
        foreach (var lost in _lost.Where(lost => lost.Recipient.Equals(_socket)))
            _socket.Tell(lost.Message);
        _lost.Clear();
    }

    private void StartDraining(TimeSpan limit)
    {
        _room.Tell(Room.RoomMessages.CloseRoom.Instance);
        foreach (var connection in _connections)
            connection.Tell(ConnectionActor.Drain.Instance);
        Timers.StartSingleTimer(nameof(DrainExpired), DrainExpired.Instance, limit);
        Become(Draining);
        UnbindWhenDrained();
    }

    private void UnbindWhenDrained()
    {
        if (_connections.Count == 0)
            _socket.Tell(Tcp.Unbind.Instance);
    }

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

    private sealed class DrainExpired
    {
        public static readonly DrainExpired Instance = new();
    }
}
