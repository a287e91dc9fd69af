using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using static AkkaChat.Server.Connections.ListenerMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Keeps the port open at every address of the host. Binds them one after the other on request, and binds one again when
/// Akka.IO's listener on it has ended. Accepted connections go from Akka.IO straight to the handler.
/// <para>States: idle → binding → open → closing; open → binding when one of Akka.IO's listeners is lost.</para>
/// </summary>
internal sealed class ListenerActor : UntypedActor, IWithTimers
{
    /// <summary>Between two attempts to bind an address again.</summary>
    public static readonly TimeSpan RebindDelay = TimeSpan.FromSeconds(1);

    private readonly IActorRef _tcp;
    private readonly IReadOnlyList<IPEndPoint> _endpoints;
    private readonly Func<IPEndPoint, Tcp.Bind> _createBind;
    private readonly EarlyAccepts _earlyAccepts = new(Context.System.EventStream, Context.Self);

    /// <summary>Akka.IO's listeners, with the endpoints that they have bound.</summary>
    private readonly Dictionary<IActorRef, IPEndPoint> _open = [];
    private ListenAddresses _addresses = new([]);

    /// <summary>Waits for the answer to its request; nobody while rebinding.</summary>
    private IActorRef _requester = ActorRefs.Nobody;

    /// <param name="tcp">The manager of Akka.IO Tcp.</param>
    /// <param name="handler">Receives <see cref="Tcp.Connected"/>. If it stops, so do Akka.IO's listeners.</param>
    /// <param name="endpoints">The addresses of the host, with the same port; 0 lets the system choose one for all.</param>
    public ListenerActor(
        IActorRef tcp, IActorRef handler, IReadOnlyList<IPEndPoint> endpoints, ListenSettings listen, KeepAlive keepAlive)
    {
        _tcp = tcp;
        _endpoints = endpoints;
        Inet.SocketOption[] options = [new DualStack(), keepAlive];
        _createBind = endpoint => new Tcp.Bind(handler, endpoint, listen.Backlog, options, pullMode: true);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The next incarnation takes over the open port, so that a failure here disconnects no client.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        var recover = new Recover(_open.ToImmutableDictionary(), [.. _addresses.Pending], _earlyAccepts.IsCollecting);
        Self.Tell(recover, _requester);
        _earlyAccepts.StopCollecting();
        base.PreRestart(reason, message);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Listen: OnListen(); break;
            case Recover recover: OnRecover(recover); break;
            // Queued ahead of Recover, which watches again.
            case Tcp.Bound or Tcp.CommandFailed: Self.Forward(message); break;
            case Terminated or Tcp.Unbound: break;
            case Unbind: Sender.Tell(Unbound.Instance); break;
            case GetState: Sender.Tell(new State(null)); break;
            default: Unhandled(message); break;
        }
    }

    private void Binding(object message)
    {
        switch (message)
        {
            case UnhandledMessage unhandled: _earlyAccepts.Add(unhandled); break;
            case Tcp.Bound bound: OnBound((IPEndPoint)bound.LocalAddress); break;
            case Tcp.CommandFailed failed: OnBindFailed(failed.Cause.Value); break;
            case Terminated lost: OnLost(lost.ActorRef); break;
            case RebindDue: BindNext(); break;
            case Unbind: Close(); break;
            case GetState: Sender.Tell(new State(_open.Values.FirstOrDefault())); break;
            default: Unhandled(message); break;
        }
    }

    private void Opened(object message)
    {
        switch (message)
        {
            case Terminated lost: OnLost(lost.ActorRef); BindNext(); break;
            case Unbind: Close(); break;
            case GetState: Sender.Tell(new State(_open.Values.First())); break;
            default: Unhandled(message); break;
        }
    }

    private void Closing(object message)
    {
        switch (message)
        {
            case Terminated closed: _open.Remove(closed.ActorRef); AnswerIfClosed(); break;
            // A bind was in progress when closing began.
            case Tcp.Bound: Sender.Tell(Tcp.Unbind.Instance); break;
            case Tcp.Unbound or Tcp.CommandFailed: break;
            case GetState: Sender.Tell(new State(null)); break;
            default: Unhandled(message); break;
        }
    }

    private void OnListen()
    {
        _requester = Sender;
        _addresses = new ListenAddresses(_endpoints);
        BindNext();
    }

    private void OnRecover(Recover recover)
    {
        _requester = Sender;
        _addresses = new ListenAddresses(recover.Pending, isBound: !recover.Open.IsEmpty);
        foreach (var (socket, endpoint) in recover.Open)
            _open.Add(Context.Watch(socket), endpoint);
        if (recover.IsBinding)
            AwaitBound();
        else if (_open.Count > 0 || _addresses.Next is not null)
            BindNext();
    }

    private void BindNext()
    {
        if (_addresses.Next is { } endpoint)
        {
            AwaitBound();
            _tcp.Tell(_createBind(endpoint));
        }
        else
        {
            OnAllBound();
        }
    }

    private void AwaitBound()
    {
        _earlyAccepts.StartCollecting();
        Become(Binding);
    }

    private void OnBound(IPEndPoint endpoint)
    {
        _addresses.MarkBound(endpoint);
        _earlyAccepts.ReturnTo(Sender);
        _open.Add(Context.Watch(Sender), endpoint);
        Publish(new ChatEvents.ListenerOpened(Door.Tcp, endpoint));
        BindNext();
    }

    private void OnAllBound()
    {
        Become(Opened);
        _requester.Tell(new Listening(_open.Values.First()));
        _requester = ActorRefs.Nobody;
    }

    private void OnBindFailed(Exception? cause)
    {
        _earlyAccepts.StopCollecting();
        var endpoint = _addresses.Next!;
        var reason = cause?.Message ?? "unknown reason";
        if (_requester.IsNobody())
        {
            Publish(new ChatEvents.RebindFailed(endpoint, reason));
            _addresses.Postpone();
            Timers.StartSingleTimer(nameof(RebindDue), RebindDue.Instance, RebindDelay);
        }
        else if (_addresses.TrySkip(cause))
        {
            Publish(new ChatEvents.AddressSkipped(endpoint, reason));
            BindNext();
        }
        else
        {
            UnbindAll();
            _open.Clear();
            _addresses = new ListenAddresses([]);
            _requester.Tell(new ListenFailed(new HostPort(endpoint).ToString(), reason));
            Become(OnReceive);
        }
    }

    private void OnLost(IActorRef socket)
    {
        if (!_open.Remove(socket, out var endpoint))
            return;

        _addresses.Add(endpoint);
        Publish(new ChatEvents.ListenerLost(endpoint));
    }

    private void Close()
    {
        _requester = Sender;
        Timers.CancelAll();
        _earlyAccepts.StopCollecting();
        UnbindAll();
        Become(Closing);
        AnswerIfClosed();
    }

    private void UnbindAll()
    {
        foreach (var socket in _open.Keys)
            socket.Tell(Tcp.Unbind.Instance);
    }

    private void AnswerIfClosed()
    {
        if (_open.Count == 0)
            _requester.Tell(Unbound.Instance);
    }

    private static void Publish(ChatEvents.IChatEvent chatEvent) => Context.System.EventStream.Publish(chatEvent);

    /// <summary>Sent by an incarnation that has failed to the next one.</summary>
    private sealed record Recover(
        ImmutableDictionary<IActorRef, IPEndPoint> Open, ImmutableArray<IPEndPoint> Pending, bool IsBinding);

    private sealed class RebindDue { public static readonly RebindDue Instance = new(); }
}
