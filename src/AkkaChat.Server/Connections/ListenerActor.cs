using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Keeps the port open. Binds it on request, and binds the same port again when Akka.IO's listener has ended, every
/// <see cref="RebindDelay"/> until that succeeds. Accepted connections go from Akka.IO straight to the handler.
/// <para>States: idle → binding → open → closing; open → binding when Akka.IO's listener is lost.</para>
/// </summary>
internal sealed class ListenerActor : UntypedActor, IWithTimers
{
    /// <summary>Between two attempts to bind the port again.</summary>
    public static readonly TimeSpan RebindDelay = TimeSpan.FromSeconds(1);

    private readonly IActorRef _tcp;
    private readonly EarlyAccepts _earlyAccepts = new(Context.System.EventStream, Context.Self);

    /// <summary>Waits for the answer to its request; nobody while rebinding.</summary>
    private IActorRef _requester = ActorRefs.Nobody;

    /// <summary>Akka.IO's listener.</summary>
    private IActorRef _socket = ActorRefs.Nobody;
    private Tcp.Bind _bind;

    /// <param name="tcp">The manager of Akka.IO Tcp.</param>
    /// <param name="handler">
    /// Receives <see cref="Tcp.Connected"/> for each accepted connection. If it stops, so does Akka.IO's listener.
    /// </param>
    public ListenerActor(
        IActorRef tcp, IActorRef handler, IPEndPoint endpoint, ListenSettings listen, KeepAliveSettings keepAlive)
    {
        _tcp = tcp;
        Inet.SocketOption[] options = [new DualStack(), new KeepAlive(keepAlive)];
        _bind = new Tcp.Bind(handler, endpoint, listen.Backlog, options, pullMode: true);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The next incarnation takes over the open port, so that a failure here disconnects no client.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        _earlyAccepts.StopCollecting();
        Self.Tell(new Recover(_bind, _socket), _requester);
        base.PreRestart(reason, message);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Listen: Bind(Sender); break;
            case Recover recover: OnRecover(recover); break;
            // Queued ahead of Recover, which watches again.
            case Terminated: break;
            case Unbind: Sender.Tell(Unbound.Instance); break;
            case GetState: Sender.Tell(State.Closed); break;
            default: Unhandled(message); break;
        }
    }

    private void Binding(object message)
    {
        switch (message)
        {
            case UnhandledMessage unhandled: _earlyAccepts.Add(unhandled); break;
            case Tcp.Bound bound: OnBound((IPEndPoint)bound.LocalAddress); break;
            case Tcp.CommandFailed failed: OnBindFailed(failed.Cause.Value?.Message ?? "unknown reason"); break;
            case RebindDue: Bind(ActorRefs.Nobody); break;
            case Unbind: CloseUnbound(); break;
            case GetState: Sender.Tell(State.Closed); break;
            default: Unhandled(message); break;
        }
    }

    private void Opened(object message)
    {
        switch (message)
        {
            case Terminated: OnListenerLost(); break;
            case Unbind: Close(); break;
            case GetState: Sender.Tell(new State((IPEndPoint)_bind.LocalAddress)); break;
            default: Unhandled(message); break;
        }
    }

    private void Closing(object message)
    {
        switch (message)
        {
            case Terminated: _requester.Tell(Unbound.Instance); break;
            // A bind was in progress when closing began.
            case Tcp.Bound: Sender.Tell(Tcp.Unbind.Instance); break;
            case Tcp.Unbound or Tcp.CommandFailed: break;
            case GetState: Sender.Tell(State.Closed); break;
            default: Unhandled(message); break;
        }
    }

    private void Bind(IActorRef requester)
    {
        _requester = requester;
        _earlyAccepts.StartCollecting();
        _tcp.Tell(_bind);
        Become(Binding);
    }

    private void OnBound(IPEndPoint endpoint)
    {
        // Port 0 has become a real one, which is the one to bind from now on.
        _bind = new Tcp.Bind(_bind.Handler, endpoint, _bind.Backlog, _bind.Options, _bind.PullMode);
        _earlyAccepts.ReturnTo(Sender);
        Publish(new ChatEvents.ListenerOpened(endpoint));
        _requester.Tell(new Listening(endpoint));
        Open(Sender);
    }

    private void Open(IActorRef socket)
    {
        _socket = Context.Watch(socket);
        Become(Opened);
    }

    private void OnRecover(Recover recover)
    {
        _bind = recover.Bind;
        if (recover.Socket.IsNobody())
            Bind(Sender);
        else
            Open(recover.Socket);
    }

    private void OnListenerLost()
    {
        Publish(new ChatEvents.ListenerLost());
        _socket = ActorRefs.Nobody;
        Bind(ActorRefs.Nobody);
    }

    private void Close()
    {
        _requester = Sender;
        _socket.Tell(Tcp.Unbind.Instance);
        Become(Closing);
    }

    private void CloseUnbound()
    {
        Timers.CancelAll();
        _earlyAccepts.StopCollecting();
        Sender.Tell(Unbound.Instance);
        Become(Closing);
    }

    private void OnBindFailed(string reason)
    {
        _earlyAccepts.StopCollecting();
        if (_requester.IsNobody())
        {
            Publish(new ChatEvents.RebindFailed(_bind.LocalAddress, reason));
            Timers.StartSingleTimer(nameof(RebindDue), RebindDue.Instance, RebindDelay);
        }
        else
        {
            _requester.Tell(new ListenFailed(reason));
            Become(OnReceive);
        }
    }

    private static void Publish(ChatEvents.IChatEvent chatEvent) => Context.System.EventStream.Publish(chatEvent);

    /// <summary>Binds the port; answered by <see cref="Listening"/> or <see cref="ListenFailed"/>.</summary>
    public sealed record Listen { public static readonly Listen Instance = new(); }

    /// <summary>The port is open.</summary>
    /// <param name="Endpoint">With the real port if the configured one is 0.</param>
    public sealed record Listening(IPEndPoint Endpoint);

    /// <summary>The port could not be bound.</summary>
    public sealed record ListenFailed(string Reason);

    /// <summary>Closes the port, by which Akka.IO resets every connection left; answered by <see cref="Unbound"/>.</summary>
    public sealed record Unbind { public static readonly Unbind Instance = new(); }

    /// <summary>The port is closed.</summary>
    public sealed record Unbound { public static readonly Unbound Instance = new(); }

    /// <summary>Answered by <see cref="State"/>.</summary>
    public sealed record GetState { public static readonly GetState Instance = new(); }

    /// <param name="Endpoint">Where the port is open; null if it is not.</param>
    public sealed record State(IPEndPoint? Endpoint)
    {
        public static readonly State Closed = new((IPEndPoint?)null);
    }

    /// <summary>Sent by an incarnation that has failed to the next one.</summary>
    private sealed record Recover(Tcp.Bind Bind, IActorRef Socket);

    private sealed class RebindDue { public static readonly RebindDue Instance = new(); }
}
