using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using static AkkaChat.Server.Transports.TransportOutcome;

namespace AkkaChat.Server.Transports;

/// <summary>
/// The connection of a client that did not come through Akka.IO. Speaks Akka.IO's Tcp messages, in pull mode and with one write at
/// a time, so that a ConnectionActor serves it without knowing its <see cref="ITransport"/>.
/// <para>
/// States: Identifying → AwaitingRegister → Handshaking → Open → ShuttingDown. An error, or the end of the handler, ends the
/// connection in any state. It is reset unless FIN was sent: then the kernel goes on sending what the client has not received yet.
/// </para>
/// </summary>
/// <param name="identify">Finds out who the client is; called once, before anything else is read.</param>
/// <param name="admission">Is sent <see cref="ConnectionAccepted"/>.</param>
internal sealed class TransportActor(
    ITransport transport, Func<ValueTask<Client>> identify, IActorRef admission, TimeSpan tlsHandshakeTimeout)
    : UntypedActor, IWithTimers, IWithUnboundedStash
{
    /// <summary>Limits each of three: the proxy's header, Tcp.Register (as long as Akka.IO waits for it), our end without a handler.</summary>
    public static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(5);

    private IActorRef _handler = ActorRefs.Nobody;

    /// <summary>Ack of the write in progress.</summary>
    private Tcp.Event? _ack;
    private bool _isReading;
    private bool _hasPeerClosed;

    /// <summary>Close or ConfirmedClose, which takes effect when everything is written.</summary>
    private Tcp.CloseCommand? _close;
    private CloseReason _closeReason = CloseReason.ClientClosed;

    /// <summary>Our side has ended in order: the socket is closed, and not reset.</summary>
    private bool _isShutDown;

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    protected override void PreStart()
    {
        StartTimer(StepTimeout);
        _ = TellAsync(IdentifyAsync(), Self);
    }

    protected override void PostStop()
    {
        if (_isShutDown)
            transport.Dispose();
        else
            transport.Abort();
    }

    protected override void OnReceive(object message) => Identifying(message);

    private void Identifying(object message)
    {
        switch (message)
        {
            case Client client: OnIdentified(client); break;
            case Failed or Expired: Context.Stop(Self); break;
            default: Unhandled(message); break;
        }
    }

    private void AwaitingRegister(object message)
    {
        switch (message)
        {
            case Tcp.Register register: OnRegister(register); break;
            // Nothing was read or written, so there is nothing to end in order but the socket.
            case Tcp.CloseCommand close: _isShutDown = close is not Tcp.Abort; Context.Stop(Self); break;
            case Expired: Context.Stop(Self); break;
            default: Unhandled(message); break;
        }
    }

    private void Handshaking(object message)
    {
        switch (message)
        {
            case HandshakeCompleted: OnOpen(); break;
            case Expired: End(new Tcp.ErrorClosed("handshake timeout")); break;
            case Tcp.ResumeReading or Tcp.Write or CloseWith or Tcp.Close or Tcp.ConfirmedClose: Stash.Stash(); break;
            default: InAnyState(message); break;
        }
    }

    private void Open(object message)
    {
        switch (message)
        {
            case Tcp.ResumeReading: Read(); break;
            case ByteString bytes: OnRead(bytes); break;
            case Tcp.Write write: Write(write); break;
            case Written: OnWritten(); break;
            case CloseWith with: _closeReason = with.Reason; break;
            case Tcp.Close close: OnClose(close); break;
            case Tcp.ConfirmedClose close: OnClose(close); break;
            case ShutDown: OnShutDown(); break;
            default: InAnyState(message); break;
        }
    }

    private void InAnyState(object message)
    {
        switch (message)
        {
            case Tcp.Abort: _isShutDown = false; End(Tcp.Aborted.Instance); break;
            case Failed failed: End(new Tcp.ErrorClosed(failed.Reason)); break;
            case Terminated: OnHandlerEnded(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>The end of our side may wait: close_notify of TLS is sent behind what the client has still to take.</summary>
    private void ShuttingDown(object message)
    {
        switch (message)
        {
            case ShutDown: _isShutDown = true; Context.Stop(Self); break;
            case Failed or Expired: Context.Stop(Self); break;
        }
    }

    private void OnHandlerEnded()
    {
        if (_close is null || _ack is not null || _isShutDown)
        {
            Context.Stop(Self);
            return;
        }

        StartTimer(StepTimeout);
        Become(ShuttingDown);
    }

    /// <summary>Fails like the rest of it if it throws at once.</summary>
    private async ValueTask<Client> IdentifyAsync() => await identify();

    private void OnIdentified(Client client)
    {
        StartTimer(StepTimeout);
        Become(AwaitingRegister);
        admission.Tell(new ConnectionAccepted(client));
    }

    private void OnRegister(Tcp.Register register)
    {
        _handler = Context.Watch(register.Handler);
        var handshake = transport.HandshakeAsync();
        if (handshake.IsCompletedSuccessfully)
        {
            OnOpen();
            return;
        }

        StartTimer(tlsHandshakeTimeout);
        Become(Handshaking);
        _ = TellAsync(handshake, HandshakeCompleted.Instance, Self);
    }

    private void OnOpen()
    {
        Timers.CancelAll();
        Become(Open);
        Stash.UnstashAll();
    }

    private void Read()
    {
        if (_isReading || _hasPeerClosed)
            return;

        _isReading = true;
        var read = transport.ReadAsync();
        if (read.IsCompletedSuccessfully)
            OnRead(read.Result);
        else
            _ = TellAsync(read, Self);
    }

    private void OnRead(ByteString bytes)
    {
        _isReading = false;
        if (!bytes.IsEmpty)
        {
            _handler.Tell(new Tcp.Received(bytes));
            return;
        }

        _hasPeerClosed = true;
        if (_close is null)
            _handler.Tell(Tcp.PeerClosed.Instance);
        else
            CompleteClose();
    }

    private void Write(Tcp.Write write)
    {
        _ack = write.Ack;
        var written = transport.WriteAsync(write.Data);
        if (written.IsCompletedSuccessfully)
            OnWritten();
        else
            _ = TellAsync(written, Written.Instance, Self);
    }

    private void OnWritten()
    {
        _handler.Tell(_ack);
        _ack = null;
        if (_close is not null)
            ShutDownNow();
    }

    private void OnClose(Tcp.CloseCommand close)
    {
        _close = close;
        if (_ack is null)
            ShutDownNow();
    }

    private void ShutDownNow() => _ = TellAsync(transport.ShutdownAsync(_closeReason), ShutDown.Instance, Self);

    private void OnShutDown()
    {
        _isShutDown = true;
        CompleteClose();
    }

    /// <summary>Close does not wait for the client to end its side; ConfirmedClose does.</summary>
    private void CompleteClose()
    {
        if (!_isShutDown || (_close is Tcp.ConfirmedClose && !_hasPeerClosed))
            return;

        End(_close!.Event);
    }

    private void StartTimer(TimeSpan timeout) => Timers.StartSingleTimer(Expired.Instance, Expired.Instance, timeout);

    private void End(Tcp.ConnectionClosed reason)
    {
        _handler.Tell(reason);
        Context.Stop(Self);
    }

    private sealed class Expired { public static readonly Expired Instance = new(); }
}
