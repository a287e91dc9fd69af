using System.Collections.Immutable;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using static AkkaChat.Server.Connections.ListenerMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Accepts the clients of a door that does not use Akka.IO, and hands them to TransportActors. An accept that fails, for want of
/// file descriptors or by an error that Linux passes on from the network, disconnects no client: accepting pauses.
/// <para>States: idle → open → closed. A restart keeps the door open and the connections.</para>
/// </summary>
/// <param name="open">Opens the listening sockets.</param>
/// <param name="transports">The TransportSupervisorActor.</param>
/// <param name="transport">Creates the props of the TransportActor of an accepted socket.</param>
internal sealed class SocketListenerActor(
    Door door, Func<IReadOnlyList<Socket>> open, IActorRef transports, Func<Socket, Props> transport)
    : UntypedActor, IWithTimers
{
    /// <summary>After an accept that failed.</summary>
    public static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private IReadOnlyList<Socket> _sockets = [];

    /// <summary>Listening sockets at which accepting pauses.</summary>
    private ImmutableHashSet<Socket> _paused = [];

    /// <summary>Those whose last accept has failed, which is reported once.</summary>
    private readonly HashSet<Socket> _failing = [];

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Without the base method, which would close the sockets.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        if (message is SocketAccepted accepted)
            accepted.Client.Dispose();
        Self.Tell(new TakeOver(_sockets, _paused));
    }

    protected override void PostStop() => CloseSockets();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Listen: OnListen(); break;
            case TakeOver takeOver: OnTakeOver(takeOver); break;
            // Accepted during a restart: TakeOver is behind it in the mailbox.
            case SocketAccepted or AcceptError or AcceptAgain: Self.Forward(message); break;
            case Unbind: Sender.Tell(Unbound.Instance); break;
            case GetState: Sender.Tell(new State(null)); break;
            default: Unhandled(message); break;
        }
    }

    private void Open(object message)
    {
        switch (message)
        {
            case SocketAccepted accepted: OnAccepted(accepted); break;
            case AcceptError failed: OnAcceptFailed(failed); break;
            case AcceptAgain again: OnAcceptAgain(again.Listener); break;
            case Unbind: CloseSockets(); Sender.Tell(Unbound.Instance); Become(Closed); break;
            case GetState: Sender.Tell(new State(_sockets[0].LocalEndPoint)); break;
            default: Unhandled(message); break;
        }
    }

    private void Closed(object message)
    {
        switch (message)
        {
            case SocketAccepted accepted: accepted.Client.Dispose(); break;
            case AcceptError or AcceptAgain: break;
            case Unbind: Sender.Tell(Unbound.Instance); break;
            case GetState: Sender.Tell(new State(null)); break;
            default: Unhandled(message); break;
        }
    }

    private void OnListen()
    {
        try
        {
            OnOpen(open());
        }
        catch (CannotListenException exception)
        {
            Sender.Tell(new ListenFailed(exception.Name, exception.Reason));
            return;
        }
        catch (Exception exception)
        {
            // The start waits for an answer, also to an unexpected failure.
            Sender.Tell(new ListenFailed(door.Tag, exception.Message));
            return;
        }

        foreach (var socket in _sockets)
        {
            Publish(new ChatEvents.ListenerOpened(door, socket.LocalEndPoint!));
            _ = AcceptAsync(socket, Self);
        }

        Sender.Tell(new Listening(_sockets[0].LocalEndPoint!));
    }

    private void OnOpen(IReadOnlyList<Socket> sockets)
    {
        _sockets = sockets;
        if (_sockets.Count > 0)
            Become(Open);
    }

    /// <summary>An accept in progress has outlived the restart; the timer of a pause has not.</summary>
    private void OnTakeOver(TakeOver takeOver)
    {
        OnOpen(takeOver.Sockets);
        foreach (var listener in takeOver.Paused)
            Pause(listener);
    }

    private void OnAccepted(SocketAccepted accepted)
    {
        _failing.Remove(accepted.Listener);
        // First: this client may fail us.
        _ = AcceptAsync(accepted.Listener, Self);
        transports.Tell(new TransportSupervisorActor.Serve(transport(accepted.Client)));
    }

    private void OnAcceptAgain(Socket listener)
    {
        _paused = _paused.Remove(listener);
        _ = AcceptAsync(listener, Self);
    }

    private void OnAcceptFailed(AcceptError failed)
    {
        if (_failing.Add(failed.Listener))
            Publish(new ChatEvents.AcceptFailed(door, failed.Reason));
        Pause(failed.Listener);
    }

    private void Pause(Socket listener)
    {
        _paused = _paused.Add(listener);
        Timers.StartSingleTimer(listener, new AcceptAgain(listener), AcceptPause);
    }

    private void CloseSockets()
    {
        // Deletes the file of a Unix socket, too.
        foreach (var socket in _sockets)
            socket.Dispose();
        _sockets = [];
    }

    private static async Task AcceptAsync(Socket listener, IActorRef self)
    {
        try
        {
            self.Tell(new SocketAccepted(listener, await listener.AcceptAsync()));
        }
        catch (Exception exception)
        {
            self.Tell(new AcceptError(listener, exception.Message));
        }
    }

    private static void Publish(ChatEvents.IChatEvent chatEvent) => Context.System.EventStream.Publish(chatEvent);

    private sealed record SocketAccepted(Socket Listener, Socket Client);

    private sealed record AcceptError(Socket Listener, string Reason) : IDeadLetterSuppression;

    private sealed record AcceptAgain(Socket Listener);

    /// <summary>Sent by an incarnation that has failed to the next one.</summary>
    private sealed record TakeOver(IReadOnlyList<Socket> Sockets, ImmutableHashSet<Socket> Paused);
}
