using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Room;
using AkkaChat.Server.Text;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Network;

/// <summary>
/// One client: reads its lines, says them in the room, and writes what the room delivers.
/// <para>
/// Its life: naming → joining → talking → leaving → flushing → lingering. Every way out of the room leads through
/// flushing, so that nothing that was delivered is cut off; an error of the socket ends it at once, in any state.
/// </para>
/// <para>
/// One read is asked for at a time, and the next one only when the room has accepted what the last one brought: a
/// client that sends faster than the room takes is slowed down by TCP. One write is in flight at a time.
/// </para>
/// </summary>
internal sealed class ConnectionActor : UntypedActor, IWithTimers
{
    /// <summary>A client from which nothing has come for this long after our FIN has nothing on its way to us.</summary>
    public static readonly TimeSpan LingerQuiet = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest time that a client may go on sending after our FIN.</summary>
    public static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(5);

    private readonly IActorRef _socket;
    private readonly IActorRef _room;
    private readonly EndPoint _remote;
    private readonly ChatSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly LineDecoder _decoder = new();
    private readonly Outbox _outbox = new();

    /// <summary>Lines that came in the same read as the username, to be said as soon as the room has let us in.</summary>
    private Lines? _unsaid;
    private bool _peerClosed;

    /// <param name="socket">The Akka.IO actor of the accepted connection, not registered with yet.</param>
    /// <param name="remote">The address of the client.</param>
    public ConnectionActor(IActorRef socket, EndPoint remote, IActorRef room, ChatSettings settings)
    {
        _socket = socket;
        _remote = remote;
        _room = room;
        _settings = settings;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef socket, EndPoint remote, IActorRef room, ChatSettings settings) =>
        Akka.Actor.Props.Create<ConnectionActor>(socket, remote, room, settings);

    protected override void PreStart()
    {
        Context.Watch(_socket);
        // Kept open when the peer closes its side, since its last lines and their echoes are still to be handled.
        _socket.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true, useResumeWriting: false));
        ResumeReading();
        Become(Naming);
        _log.Debug("{Remote} connected", _remote);
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void Naming(object message)
    {
        switch (message)
        {
            case Tcp.Received received:
                ReadUsername(received.Data.ToReadOnlySpan());
                break;
            case Tcp.PeerClosed:
                _peerClosed = true;
                ReadLastUsername();
                break;
            case Drain:
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
                Become(Talking);
                SayOrRead(_unsaid);
                _unsaid = null;
                break;
            case Left:
                Flush();
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
                Send(deliver.Block);
                break;
            case Sent:
                OnSent();
                break;
            case Tcp.Received received:
                SayOrRead(ReadLines(received.Data.ToReadOnlySpan()));
                break;
            case Accepted:
                if (_peerClosed)
                    Leave();
                else
                    ResumeReading();
                break;
            case Tcp.PeerClosed:
                _peerClosed = true;
                SayLastLine();
                break;
            case Left:
                Flush();
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
                Send(deliver.Block);
                break;
            case Sent:
                OnSent();
                break;
            case Left:
                Flush();
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
                OnSent();
                CloseWhenSent();
                break;
            case Tcp.PeerClosed:
                _peerClosed = true;
                break;
            case Tcp.Received or Accepted:
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
            case Tcp.PeerClosed or Accepted:
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
            case Tcp.ConnectionClosed closed:
                _log.Debug("{Remote} disconnected: {Reason}", _remote, closed.IsErrorClosed ? closed.Cause : "closed");
                Context.Stop(Self);
                break;
            case Terminated or Tcp.CommandFailed:
                Context.Stop(Self);
                break;
            case Drain:
                // A member is dismissed by the room, after the last line.
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void ReadUsername(ReadOnlySpan<byte> input)
    {
        switch (_decoder.Read(ref input, _settings.Username.MaxLineLength, out var line))
        {
            case LineResult.Incomplete:
                ResumeReading();
                break;
            case LineResult.TooLong:
                Refuse(_settings.Username.TooLong);
                break;
            case LineResult.Line:
                if (Username.Parse(line, _settings.Username, out var refusal) is { } username)
                    Join(username, ReadLines(input));
                else
                    Refuse(refusal);
                break;
        }
    }

    /// <summary>The client is through before its first line ended. A good name has nothing left to say.</summary>
    private void ReadLastUsername()
    {
        if (_decoder.ReadLast(out var line) && Username.Parse(line, _settings.Username, out var refusal) is null)
            Refuse(refusal);
        else
            Flush();
    }

    private void Join(Username username, Lines? unsaid)
    {
        _log.Debug("{Remote} is {Username}", _remote, username);
        _unsaid = unsaid;
        _room.Tell(new Join(username));
        Become(Joining);
    }

    private Lines? ReadLines(ReadOnlySpan<byte> input)
    {
        var lines = new Lines.Builder(input.Length);
        while (true)
        {
            switch (_decoder.Read(ref input, _settings.MessageMaxLength, out var line))
            {
                case LineResult.Line:
                    lines.Add(line);
                    break;
                case LineResult.TooLong:
                    SendOwnLine($"message longer than {_settings.MessageMaxLength} bytes was not sent");
                    break;
                case LineResult.Incomplete:
                    return lines.Build();
            }
        }
    }

    private void SayOrRead(Lines? lines)
    {
        if (lines is null)
            ResumeReading();
        else
            _room.Tell(new Say(lines));
    }

    private void SayLastLine()
    {
        if (!_decoder.ReadLast(out var line))
        {
            Leave();
            return;
        }

        var lines = new Lines.Builder(line.Length + 1);
        lines.Add(line);
        _room.Tell(new Say(lines.Build()!));
    }

    private void Leave()
    {
        _room.Tell(RoomMessages.Leave.Instance);
        Become(Leaving);
    }

    private void Refuse(string reason)
    {
        _log.Debug("{Remote} refused: {Reason}", _remote, reason);
        SendOwnLine(reason);
        Flush();
    }

    /// <summary>The server's own words, for this client only.</summary>
    private void SendOwnLine(string text) => Send(LineFormat.Line(_settings.ServerName, text));

    private void Send(Block block)
    {
        _outbox.Add(block);
        WriteNext();
    }

    private void OnSent()
    {
        _outbox.CompleteWrite();
        WriteNext();
    }

    private void WriteNext()
    {
        if (_outbox.TakeWrite() is { } bytes)
            _socket.Tell(Tcp.Write.Create(bytes, Sent.Instance));
    }

    private void ResumeReading() => _socket.Tell(Tcp.ResumeReading.Instance);

    private void Flush()
    {
        Become(Flushing);
        CloseWhenSent();
    }

    private void CloseWhenSent()
    {
        if (!_outbox.IsEmpty)
            return;

        if (_peerClosed)
        {
            _socket.Tell(Tcp.Close.Instance);
            return;
        }

        Become(Lingering);
        Timers.StartSingleTimer(nameof(LingerLimit), LingerExpired.Instance, LingerLimit);
        _socket.Tell(Tcp.ConfirmedClose.Instance);
        WaitForQuiet();
    }

    private void WaitForQuiet()
    {
        Timers.StartSingleTimer(nameof(LingerQuiet), LingerExpired.Instance, LingerQuiet);
        ResumeReading();
    }

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

    private sealed class LingerExpired
    {
        public static readonly LingerExpired Instance = new();
    }
}
