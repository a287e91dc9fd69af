using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;
using static AkkaChat.Server.Connections.PasswordMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// The state of a connection from accept to a valid username: reads the first line by a <see cref="Handshake"/>, and has
/// the connection manager check each password. Not thread-safe: used by its ConnectionActor alone.
/// </summary>
/// <param name="onNamed">Called with the username and with the messages that came in one read with it.</param>
internal sealed class ConnectionHandshake(
    IActorRef manager,
    ConnectionReader reader,
    ITimerScheduler timers,
    ConnectionSettings settings,
    Action<Username, byte[]> onNamed,
    Action<Rejection> onRejected,
    Action<CloseReason> onClosed)
{
    private readonly Handshake _handshake = new(settings.Username, settings.Password);
    private bool _isAwaitingCheck;

    public void Start()
    {
        timers.Start(ConnectionTimer.Handshake, settings.HandshakeTimeout);
        reader.ReadNext();
    }

    /// <returns>False if the message has no special meaning before the username.</returns>
    public bool TryHandle(object message) => _isAwaitingCheck ? AwaitingCheck(message) : AwaitingLine(message);

    private bool AwaitingLine(object message)
    {
        switch (message)
        {
            case Tcp.Received received: Read(reader.CompleteRead(received)); return true;
            case Tcp.PeerClosed: OnEof(); return true;
            case ConnectionTimer.Handshake: onRejected(Rejection.HandshakeTimeout(settings.HandshakeTimeout)); return true;
            case ConnectionActor.Drain: onClosed(CloseReason.Shutdown); return true;
            default: return false;
        }
    }

    /// <summary>Until the manager has counted the password; a wrong one has to wait. Nothing is read meanwhile.</summary>
    private bool AwaitingCheck(object message)
    {
        switch (message)
        {
            case PasswordAccepted: Complete(); return true;
            case PasswordRefused refused: onRejected(refused.Rejection); return true;
            case ConnectionActor.Drain: onClosed(CloseReason.Shutdown); return true;
            default: return false;
        }
    }

    private void Read(ReadOnlySpan<byte> input)
    {
        if (_handshake.TryRead(input))
            CheckPassword();
        else
            reader.ReadNext();
    }

    private void OnEof()
    {
        if (_handshake.ReadEnd())
            CheckPassword();
        else
            onClosed(CloseReason.ClientClosed);
    }

    private void CheckPassword()
    {
        timers.Cancel(ConnectionTimer.Handshake);
        _isAwaitingCheck = _handshake.IsPasswordRight is not null;
        if (_handshake.IsPasswordRight is { } isRight)
            manager.Tell(new PasswordAttempt(isRight));
        else
            Complete();
    }

    /// <summary>The password is right, or there is none: only now the client is sent what is wrong with its complete line.</summary>
    private void Complete()
    {
        if (_handshake.Rejection is { } rejection)
            onRejected(rejection);
        else if (_handshake.Username is { } username)
            onNamed(username, _handshake.Rest);
        else
            onClosed(CloseReason.ClientClosed);
    }
}
