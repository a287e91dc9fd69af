using Akka.Actor;
using Akka.IO;

namespace AkkaChat.Server.Transports;

/// <summary>
/// Stands between Akka.IO's actor of a connection that comes from a trusted proxy and its handler. Reads the PROXY header, asks for
/// admission in the name of the client, and then forwards Akka.IO's Tcp messages in both directions. An error, or the end
/// of the handler, ends the connection in any state: stopping makes Akka.IO reset it.
/// <para>States: AwaitingHeader → AwaitingRegister → Forwarding.</para>
/// </summary>
/// <param name="socket">Akka.IO's actor of the connection, which still awaits Tcp.Register.</param>
/// <param name="proxy">The proxy, as if it were the client.</param>
/// <param name="admission">Is sent <see cref="ConnectionAccepted"/>.</param>
internal sealed class ProxiedConnectionActor(
    IActorRef socket, Client proxy, ProxyHeaders headers, IActorRef admission) : UntypedActor, IWithTimers
{
    private IActorRef _handler = ActorRefs.Nobody;
    private bool _isWaiting;

    /// <summary>Bytes that have been read and not forwarded: the header so far, then those that came with its end.</summary>
    private ByteString _received = ByteString.Empty;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Context.Watch(socket);
        socket.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true, useResumeWriting: false));
        _isWaiting = headers.TryBeginWait();
        if (!_isWaiting)
        {
            EndWithoutHeader();
            return;
        }

        StartTimer();
        socket.Tell(Tcp.ResumeReading.Instance);
    }

    protected override void PostStop() => EndWait();

    protected override void OnReceive(object message) => AwaitingHeader(message);

    private void AwaitingHeader(object message)
    {
        switch (message)
        {
            case Tcp.Received received: OnReceived(received.Data); break;
            case Tcp.ConnectionClosed or Terminated or StepExpired: EndWithoutHeader(); break;
            default: Unhandled(message); break;
        }
    }

    private void AwaitingRegister(object message)
    {
        switch (message)
        {
            case Tcp.Register register: OnRegister(register.Handler); break;
            case Tcp.CloseCommand close: socket.Tell(close); break;
            case Tcp.ConnectionClosed or Terminated or StepExpired: Context.Stop(Self); break;
            default: Unhandled(message); break;
        }
    }

    private void Forwarding(object message)
    {
        switch (message)
        {
            case Tcp.ResumeReading when !_received.IsEmpty: ForwardReceived(); break;
            case Tcp.Command command: socket.Tell(command); break;
            case Tcp.PeerClosed closed: _handler.Tell(closed); break;
            case Tcp.ConnectionClosed closed: _handler.Tell(closed); Context.Stop(Self); break;
            case Tcp.Event @event: _handler.Tell(@event); break;
            case Terminated: Context.Stop(Self); break;
            default: Unhandled(message); break;
        }
    }

    private void OnReceived(ByteString bytes)
    {
        _received += bytes;
        var start = _received.Slice(0, Math.Min(_received.Count, ProxyHeader.MaxLength)).ToReadOnlySpan();
        switch (ProxyHeader.Read(start, out var length, out var source))
        {
            case ProxyHeaderResult.Incomplete: socket.Tell(Tcp.ResumeReading.Instance); break;
            case ProxyHeaderResult.Invalid: EndWithoutHeader(); break;
            default:
                _received = _received.Slice(length);
                EndWait();
                StartTimer();
                Become(AwaitingRegister);
                admission.Tell(new ConnectionAccepted(ProxyHeaders.ClientOf(proxy, source)));
                break;
        }
    }

    private void OnRegister(IActorRef handler)
    {
        Timers.CancelAll();
        _handler = Context.Watch(handler);
        Become(Forwarding);
    }

    private void ForwardReceived()
    {
        _handler.Tell(new Tcp.Received(_received));
        _received = ByteString.Empty;
    }

    private void EndWithoutHeader()
    {
        headers.PublishMissing(proxy);
        Context.Stop(Self);
    }

    private void EndWait()
    {
        if (_isWaiting)
            headers.EndWait();
        _isWaiting = false;
    }

    private void StartTimer() => Timers.StartSingleTimer(StepExpired.Instance, StepExpired.Instance, TransportActor.StepTimeout);

    private sealed class StepExpired { public static readonly StepExpired Instance = new(); }
}
