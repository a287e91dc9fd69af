using System.Net.Sockets;
using Akka.Actor;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using Microsoft.Extensions.Hosting;
using static AkkaChat.Server.Connections.ListenerMessages;

namespace AkkaChat.Server.Web;

/// <summary>
/// Opens and closes the door that Kestrel serves.
/// <para>States: idle → starting → open → closed.</para>
/// </summary>
/// <param name="open">Opens the listening sockets.</param>
/// <param name="build">Builds the host that serves them.</param>
internal sealed class WebListenerActor(
    Door door, Func<IReadOnlyList<Socket>> open, Func<IReadOnlyList<Socket>, IHost> build) : UntypedActor
{
    /// <summary>For requests in progress when the door is closed, at which all members have left.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMilliseconds(500);

    private IReadOnlyList<Socket> _sockets = [];
    private IHost? _host;
    private IActorRef _requester = ActorRefs.Nobody;

    /// <summary>The sockets are closed by then, and nothing has a reference to the host any more: the server ends.</summary>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    protected override void PostStop() => _host?.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Listen: OnListen(); break;
            case Unbind: Sender.Tell(Unbound.Instance); break;
            case GetState: Sender.Tell(new State(null)); break;
            default: Unhandled(message); break;
        }
    }

    private void Starting(object message)
    {
        switch (message)
        {
            case Started: OnStarted(); break;
            case Status.Failure failure: Fail(door.Tag, failure.Cause.Message); break;
            case GetState: Sender.Tell(new State(null)); break;
            default: Unhandled(message); break;
        }
    }

    private void Open(object message)
    {
        switch (message)
        {
            case Unbind: OnUnbind(); break;
            case GetState: Sender.Tell(new State(_sockets[0].LocalEndPoint)); break;
            default: Unhandled(message); break;
        }
    }

    private void Closed(object message)
    {
        switch (message)
        {
            case Stopped: _requester.Tell(Unbound.Instance); break;
            case Unbind: Sender.Tell(Unbound.Instance); break;
            case GetState: Sender.Tell(new State(null)); break;
            default: Unhandled(message); break;
        }
    }

    private void OnListen()
    {
        _requester = Sender;
        try
        {
            _sockets = open();
            _host = build(_sockets);
            Become(Starting);
            _host.StartAsync().PipeTo(Self, success: () => Started.Instance);
        }
        catch (CannotListenException exception)
        {
            Fail(exception.Name, exception.Reason);
        }
        catch (Exception exception)
        {
            // The start waits for an answer, also to an unexpected failure.
            Fail(door.Tag, exception.Message);
        }
    }

    private void Fail(string name, string reason) => _requester.Tell(new ListenFailed(name, reason));

    private void OnStarted()
    {
        Become(Open);
        foreach (var socket in _sockets)
            Context.System.EventStream.Publish(new ChatEvents.ListenerOpened(door, socket.LocalEndPoint!));
        _requester.Tell(new Listening(_sockets[0].LocalEndPoint!));
    }

    private void OnUnbind()
    {
        _requester = Sender;
        Become(Closed);
        _host!.StopAsync(StopTimeout).PipeTo(Self, success: () => Stopped.Instance, failure: _ => Stopped.Instance);
    }

    private sealed record Started { public static readonly Started Instance = new(); }

    private sealed record Stopped { public static readonly Stopped Instance = new(); }
}
