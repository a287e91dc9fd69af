using System.Diagnostics.Metrics;
using System.Net;
using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// One client: reads its lines, says them in the room, and writes what the room delivers.
/// <para>
/// Its life: naming → joining → talking → leaving → flushing → lingering. Every way out of the room leads through
/// flushing, so that nothing that was delivered is cut off; an error of the socket ends it at once, in any state.
/// </para>
/// <para>
/// One read is asked for at a time, and the next one only when the room has accepted what the last one brought: a
/// client that sends faster than the room takes is slowed down by TCP. One write is in flight at a time. A client that
/// does not take its writes is congested, and disconnected if it stays so for too long.
/// </para>
/// </summary>
internal sealed partial class ConnectionActor : UntypedActor, IWithTimers
{
    /// <summary>A client from which nothing has come for this long after our FIN has nothing on its way to us.</summary>
    public static readonly TimeSpan LingerQuiet = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest time that a client may go on sending after our FIN.</summary>
    public static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(5);

    private readonly IActorRef _socket;
    private readonly IActorRef _room;
    private readonly EndPoint _remote;
    private readonly ConnectionSettings _settings;
    private readonly Rejection? _refusal;
    private readonly DateTimeOffset _start = Now;
    private readonly Histogram<double> _lineDuration;
    private readonly ConnectionStatsRegistry _registry;
    private readonly ConnectionStats _stats;
    private readonly InputPipeline _input;
    private readonly SendQueue _sendQueue;

    /// <summary>Lines that came in the same read as the username, to be said as soon as the room has let us in.</summary>
    private Lines? _unsaid;

    /// <summary>When the room last accepted something of this client.</summary>
    private DateTimeOffset _lastHeard;

    /// <summary>Why it ends, as soon as that has begun.</summary>
    private CloseReason? _reason;
    private string _username = "";
    private bool _isMember;

    /// <summary>When the last read came, in ticks of the stopwatch; 0 if nobody wants to know.</summary>
    private long _arrival;
    private bool _isSaying;
    private bool _isReadDue;
    private bool _isCongested;
    private bool _peerClosed;

    /// <param name="socket">The Akka.IO actor of the accepted connection, not registered with yet.</param>
    /// <param name="remote">The address of the client.</param>
    /// <param name="refusal">Why the client cannot come in, or null.</param>
    public ConnectionActor(
        IActorRef socket,
        EndPoint remote,
        IActorRef room,
        ConnectionSettings settings,
        ConnectionStatsRegistry stats,
        Histogram<double> lineDuration,
        Rejection? refusal)
    {
        _lineDuration = lineDuration;
        _registry = stats;
        _stats = stats.Open();
        _socket = socket;
        _refusal = refusal;
        _remote = remote;
        _room = room;
        _settings = settings;
        _input = new InputPipeline(settings.Message.MaxLength, settings.Message.Sanitize, settings.Rate.CreateBucket(Now));
        _sendQueue = new SendQueue(settings.SendQueue, _stats);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    public static Props Props(
        IActorRef socket,
        EndPoint remote,
        IActorRef room,
        ConnectionSettings settings,
        ConnectionStatsRegistry stats,
        Histogram<double> lineDuration,
        Rejection? refusal = null) =>
        Akka.Actor.Props.Create<ConnectionActor>(socket, remote, room, settings, stats, lineDuration, refusal);

    protected override void PreStart()
    {
        Context.Watch(_socket);
        // Kept open when the peer closes its side, since its last lines and their echoes are still to be handled.
        _socket.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true, useResumeWriting: false));
        if (_refusal is not null)
        {
            Refuse(_refusal.Reason, _refusal.Text);
            return;
        }

        Publish(new ChatEvents.Connected(_remote));
        Timers.StartSingleTimer(nameof(HandshakeExpired), HandshakeExpired.Instance, _settings.HandshakeTimeout);
        Become(Naming);
        ResumeReading();
    }

    protected override void PostStop()
    {
        _sendQueue.Abandon();
        _registry.Close(_stats);
        Publish(new ChatEvents.Ended(
            _remote,
            _username,
            _isMember,
            _reason ?? CloseReason.InternalError,
            _stats.LinesIn,
            _stats.LinesOut,
            Now - _start));
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void Naming(object message)
    {
        switch (message)
        {
            case Tcp.Received received:
                ReadUsername(Take(received));
                break;
            case Tcp.PeerClosed:
                _peerClosed = true;
                ReadLastUsername();
                break;
            case HandshakeExpired:
                Refuse(
                    CloseReason.HandshakeTimeout,
                    $"no username was sent within {_settings.HandshakeTimeout.TotalSeconds} seconds");
                break;
            case Drain:
                EndFor(CloseReason.Shutdown);
                Flush();
                break;
            default:
                OnAnytime(message);
                break;
        }
    }

    private void Joining(object message)
    {
        switch (message)
        {
            case Joined:
                _isMember = true;
                Publish(new ChatEvents.Joined(_remote, _username));
                Become(Talking);
                Heard();
                WatchIdleness(_settings.IdleTimeout);
                SayOrReadOn(_unsaid);
                _unsaid = null;
                break;
            case NameTaken:
                Refuse(CloseReason.NameTaken, "username is in use");
                break;
            case Left:
                Dismiss();
                break;
            default:
                OnAnytime(message);
                break;
        }
    }

    private void Talking(object message)
    {
        switch (message)
        {
            case Deliver deliver:
                OnDeliver(deliver);
                break;
            case Tcp.Received received:
                SayOrReadOn(ReadLines(Take(received)));
                break;
            case PacingExpired:
                SayOrReadOn(ReadRest());
                break;
            case Accepted:
                _isSaying = false;
                Heard();
                if (_peerClosed)
                    Leave();
                else
                    ReadOn();
                break;
            case IdleExpired:
                OnIdleExpired(_settings.IdleTimeout);
                break;
            case Tcp.PeerClosed:
                _peerClosed = true;
                EndFor(CloseReason.ClientClosed);
                SayLastLine();
                break;
            case Left:
                Dismiss();
                break;
            default:
                OnAnytime(message);
                break;
        }
    }

    /// <summary>Waits until the room has delivered what it accepted before we left.</summary>
    private void Leaving(object message)
    {
        switch (message)
        {
            case Deliver deliver:
                OnDeliver(deliver);
                break;
            case Left:
                Flush();
                break;
            case Tcp.PeerClosed:
                _peerClosed = true;
                break;
            case Tcp.Received:
                break;
            default:
                OnAnytime(message);
                break;
        }
    }

    /// <summary>Waits until the socket has taken everything.</summary>
    private void Flushing(object message)
    {
        switch (message)
        {
            case Sent:
                StartFlushTimeout();
                OnSent();
                CloseWhenSent();
                break;
            case Tcp.PeerClosed:
                _peerClosed = true;
                break;
            case Tcp.Received or Accepted or Left:
                break;
            default:
                OnAnytime(message);
                break;
        }
    }

    /// <summary>
    /// Our FIN is out. Closing a socket with unread bytes makes the kernel reset the connection and drop what the
    /// client has not received yet: so what still comes is read and forgotten, until the client closes or is quiet.
    /// </summary>
    private void Lingering(object message)
    {
        switch (message)
        {
            case Tcp.Received:
                WaitForQuiet();
                break;
            case LingerExpired:
                Context.Stop(Self);
                break;
            case Tcp.PeerClosed or Accepted or Left:
                break;
            default:
                OnAnytime(message);
                break;
        }
    }

    /// <summary>What means the same in every state.</summary>
    private void OnAnytime(object message)
    {
        switch (message)
        {
            case Sent:
                OnSent();
                break;
            case Tcp.ConnectionClosed closed:
                EndFor(closed.IsErrorClosed ? CloseReason.Reset : CloseReason.ClientClosed);
                Context.Stop(Self);
                break;
            case GraceExpired:
                Drop();
                break;
            case Terminated or Tcp.CommandFailed:
                EndFor(CloseReason.Reset);
                Context.Stop(Self);
                break;
            case Drain:
                // A member is dismissed by the room, after the last line.
                EndFor(CloseReason.Shutdown);
                break;
            case HandshakeExpired or IdleExpired or PacingExpired:
                // A timer has been overtaken by other events.
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Notes the reason: what follows from it is none.</summary>
    private void EndFor(CloseReason reason) => _reason ??= reason;

    private static void Publish(ChatEvents.IChatEvent chatEvent) => Context.System.EventStream.Publish(chatEvent);

    /// <summary>Told by the listener when the server shuts down: whoever is not in the room yet is closed.</summary>
    public sealed record Drain
    {
        public static readonly Drain Instance = new();
    }

    /// <summary>The socket has taken all bytes of the write in flight.</summary>
    public sealed class Sent : Tcp.Event
    {
        public static readonly Sent Instance = new();
    }

    private sealed class HandshakeExpired
    {
        public static readonly HandshakeExpired Instance = new();
    }

    private sealed class IdleExpired
    {
        public static readonly IdleExpired Instance = new();
    }

    private sealed class PacingExpired
    {
        public static readonly PacingExpired Instance = new();
    }

    private sealed class GraceExpired
    {
        public static readonly GraceExpired Instance = new();
    }

    private sealed class LingerExpired
    {
        public static readonly LingerExpired Instance = new();
    }
}
