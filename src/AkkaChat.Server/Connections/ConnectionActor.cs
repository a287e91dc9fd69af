using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Transports;
using static AkkaChat.Server.Connections.ConnectionMessages;
using static AkkaChat.Server.Connections.HandshakeMessages;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// One client: performs the username handshake, forwards its messages to the room, and writes what the room delivers.
/// <para>
/// States: AwaitingUsername → Joining → Chatting → Ending → Leaving → Closing; not all are passed through. AwaitingUsername is divided
/// further by <see cref="ConnectionHandshake"/>, Closing by <see cref="ConnectionCloser"/>: it writes all that was delivered. A slow
/// consumer or a socket error ends the connection at once, in any state.
/// </para>
/// </summary>
/// <param name="socket">The actor of the accepted connection, Akka.IO's or a TransportActor, which still awaits Tcp.Register.</param>
/// <param name="rejection">Why the client is not admitted, or null.</param>
internal sealed class ConnectionActor(
    IActorRef socket, Client client, ConnectionServices services, Rejection? rejection) : UntypedActor, IWithTimers
{
    private readonly ConnectionSettings _settings = services.Settings;
    private readonly ConnectionStats _stats = services.Stats.Open();
    private ConnectionReader _reader = null!;
    private ConnectionWriter _writer = null!;
    private ConnectionCloser _closer = null!;
    private ConnectionMute _mute = null!;
    private ConnectionHandshake _handshake = null!;
    private ConnectionLifecycle _lifecycle = null!;

    /// <summary>While joining.</summary>
    private JoinAttempts? _attempts;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef socket, Client client, ConnectionServices services, Rejection? rejection = null) =>
        Akka.Actor.Props.Create<ConnectionActor>(socket, client, services, rejection);

    protected override void PreStart()
    {
        var clock = Context.System.Scheduler;
        _stats.LastMessage = clock.MonotonicClock;
        _reader = new ConnectionReader(socket, Timers, clock, services, _stats);
        _writer = new ConnectionWriter(socket, _reader, Timers, services, _stats, onOverLimit: AbortSlowConsumer);
        _closer = new ConnectionCloser(
            socket, client.Door, _writer, Timers, _settings.Timeouts.Flush, onClosed: () => Context.Stop(Self));
        _mute = new ConnectionMute(_reader, _writer, Timers, clock);
        _lifecycle = new ConnectionLifecycle(Context.System.EventStream, client, _stats, clock.MonotonicClock);
        _handshake = new ConnectionHandshake(
            Context.Parent, _reader, Timers, _settings, _stats, _lifecycle, onNamed: OnNamed, onRejected: Reject, onClosed: BeginClosing);
        Context.Watch(socket);
        // Kept open at the client's FIN: its last lines and their echoes are still to be handled.
        socket.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true, useResumeWriting: false));
        if (rejection is not null)
        {
            Reject(rejection);
            return;
        }

        _lifecycle.OnConnected();
        _handshake.Start();
    }

    protected override void PostStop()
    {
        _writer.Abandon();
        services.Stats.Close(_stats);
        _lifecycle.OnEnded(Context.System.Scheduler.MonotonicClock);
    }

    protected override void OnReceive(object message) => AwaitingUsername(message);

    /// <summary>Until the first line is complete and the connection manager has accepted it.</summary>
    private void AwaitingUsername(object message)
    {
        if (message is Tcp.PeerClosed)
            _closer.PeerClosed = true;
        if (message is Expel expel)
            Reject(expel.Rejection);
        else if (!_handshake.TryHandle(message))
            InAnyState(message);
    }

    /// <summary>Until the room has answered. Nothing is read meanwhile, so EOF cannot come.</summary>
    private void Joining(object message)
    {
        switch (message)
        {
            case Joined: OnJoined(); break;
            case NameTaken: OnNameTaken(); break;
            case ConnectionTimer.Join: _attempts!.Send(); break;
            // In a cluster another node may have to be asked, which does not answer.
            case ConnectionTimer.Handshake: LeaveRoom(CloseReason.RoomRestarted); break;
            case SetMute or ConnectionTimer.Mute: _mute.Handle(message); break;
            case Expel expel: OnExpel(expel.Rejection); break;
            case Left: OnExpelled(); break;
            default: InAnyState(message); break;
        }
    }

    private void Chatting(object message)
    {
        switch (message)
        {
            case Deliver deliver: _writer.OnDeliver(deliver); break;
            case Tcp.Received received: Forward(_reader.CompleteRead(received)); break;
            // Forwards what the rate limit has held back.
            case ConnectionTimer.RateLimit: Forward([]); break;
            case SetMute or ConnectionTimer.Mute: _mute.Handle(message); break;
            case Accepted: _reader.Release(ReadHold.SayPending); break;
            case ConnectionTimer.Idle: OnIdleTimer(); break;
            case Expel expel: OnExpel(expel.Rejection); break;
            case Tcp.PeerClosed: OnEof(); break;
            case Left: OnExpelled(); break;
            default: InAnyState(message); break;
        }
    }

    /// <summary>Until the last message, which had no LF, has its place in the order.</summary>
    private void Ending(object message)
    {
        switch (message)
        {
            case Deliver deliver: _writer.OnDeliver(deliver); break;
            // The first one is of the write that was in flight at EOF, which therefore was FIN. The next change nothing.
            case ConnectionWriter.Sent: _writer.CompleteWrite(); ForwardEnd(); break;
            case Accepted: LeaveRoom(CloseReason.ClientClosed); break;
            case Left: OnExpelled(); break;
            default: InAnyState(message); break;
        }
    }

    /// <summary>Until the room has delivered what it accepted while the client was a member.</summary>
    private void Leaving(object message)
    {
        switch (message)
        {
            case Deliver deliver: _writer.OnDeliver(deliver); break;
            // Also if the room expelled it before it handled Leave.
            case Left: BeginClosing(_lifecycle.Reason); break;
            case Tcp.PeerClosed: _closer.PeerClosed = true; break;
            case Tcp.Received: break;
            default: InAnyState(message); break;
        }
    }

    /// <summary>Until everything is written and the client has closed too.</summary>
    private void Closing(object message)
    {
        if (!_closer.TryHandle(message))
            InAnyState(message);
    }

    private void InAnyState(object message)
    {
        switch (message)
        {
            case ConnectionWriter.Sent: _writer.CompleteWrite(); break;
            case ConnectionTimer.SlowConsumer or ConnectionTimer.Flush: AbortSlowConsumer(); break;
            case Tcp.ConnectionClosed { IsErrorClosed: false }: End(CloseReason.ClientClosed); break;
            case Tcp.ConnectionClosed or Terminated or Tcp.CommandFailed: End(CloseReason.Reset); break;
            // A member stays until the room expels it, behind the last line.
            case Drain: _lifecycle.SetReason(CloseReason.Shutdown); break;
            case ConnectionTimeouts changed: (_writer.SlowConsumerGrace, _closer.FlushTimeout) = changed; break;
            // Late: on their way when the client began to leave.
            case FirstLineAccepted or FirstLineRefused or Joined or NameTaken or Accepted or Left: break;
            case Expel or SetMute or ConnectionTimer: break;
            default: Unhandled(message); break;
        }
    }

    private void OnNamed(Username username, byte[] messages, Mute? mute)
    {
        // Frees the first line, and what came behind it.
        _handshake = null!;
        _lifecycle.OnNamed(username.Value);
        _attempts = new JoinAttempts(services.Room, username, Timers);
        _attempts.Send();
        Timers.Start(ConnectionTimer.Handshake, services.Settings.HandshakeTimeout);
        Become(Joining);
        _mute.Set(mute);
        _writer.ReportTooLong(_reader.Buffer(messages));
    }

    private void OnJoined()
    {
        _attempts = null;
        Timers.Cancel(ConnectionTimer.Handshake);
        _lifecycle.OnJoined();
        _writer.OnJoined();
        Become(Chatting);
        _reader.Start();
        _mute.Report();
    }

    private void OnNameTaken()
    {
        if (!_attempts!.TryAgain())
            Reject(Rejection.NameTaken);
    }

    private void Forward(ReadOnlySpan<byte> input)
    {
        // Reported first: the server's own lines may congest the client, which is then not read from.
        _writer.ReportTooLong(_reader.Forward(input));
        _mute.Report();
        _reader.ReadNext();
    }

    /// <summary>EOF comes only as the answer to a read, so no Say is pending and no input is held back.</summary>
    private void OnEof()
    {
        _reader.Hold(ReadHold.Closing);
        Become(Ending);
        if (_closer.OnEof())
            ForwardEnd();
    }

    private void ForwardEnd()
    {
        Timers.Cancel(ConnectionTimer.Flush);
        _lifecycle.SetReason(CloseReason.ClientClosed);
        if (!_reader.TryForwardEnd())
            LeaveRoom(CloseReason.ClientClosed);
    }

    private void OnIdleTimer()
    {
        if (_reader.TryRestartIdleTimer())
            return;

        _writer.WriteServerLine(ServerMessages.IdleTimeout(_settings.IdleTimeout!.Value));
        LeaveRoom(CloseReason.Idle);
    }

    private void OnExpel(Rejection rejection)
    {
        _writer.WriteServerLine(rejection.Text);
        LeaveRoom(rejection.Reason);
    }

    private void LeaveRoom(CloseReason reason)
    {
        _lifecycle.SetReason(reason);
        _reader.Hold(ReadHold.Closing);
        services.Room.Tell(Leave.Instance);
        Become(Leaving);
    }

    /// <summary>The room restarted, or its node was cut off from the cluster; or it is closing, which Drain has recorded before.</summary>
    private void OnExpelled() => BeginClosing(CloseReason.RoomRestarted);

    private void Reject(Rejection rejection)
    {
        if (rejection.Text.Length > 0)
            _writer.WriteServerLine(rejection.Text);
        BeginClosing(rejection.Reason);
    }

    private void BeginClosing(CloseReason reason)
    {
        _lifecycle.SetReason(reason);
        _reader.Hold(ReadHold.Closing);
        Become(Closing);
        _closer.Begin(_lifecycle.Reason);
    }

    /// <summary>Stopping without a close makes Akka.IO reset the connection.</summary>
    private void AbortSlowConsumer() => End(CloseReason.SlowConsumer);

    private void End(CloseReason reason)
    {
        _lifecycle.SetReason(reason);
        Context.Stop(Self);
    }
}
