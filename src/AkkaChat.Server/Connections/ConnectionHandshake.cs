using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;
using static AkkaChat.Server.Connections.HandshakeMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// The state of a connection from accept to a valid username: reads the first line by a <see cref="Handshake"/>, and asks
/// the connection manager whether the client may join. Not thread-safe: used by its ConnectionActor alone.
/// </summary>
/// <param name="onNamed">Called with the username, the messages that came in one read with it, and its mute if there is one.</param>
internal sealed class ConnectionHandshake(
    IActorRef manager,
    ConnectionReader reader,
    ITimerScheduler timers,
    ConnectionSettings settings,
    ConnectionStats stats,
    ConnectionLifecycle lifecycle,
    Action<Username, byte[], Mute?> onNamed,
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
            case ConnectionMessages.Drain: onClosed(CloseReason.Shutdown); return true;
            default: return false;
        }
    }

    /// <summary>Until the manager has answered; a wrong password has to wait. Nothing is read meanwhile.</summary>
    private bool AwaitingCheck(object message)
    {
        switch (message)
        {
            case FirstLineAccepted accepted: Complete(accepted.Mute); return true;
            case FirstLineRefused refused: Refuse(refused); return true;
            case ConnectionMessages.Drain: onClosed(CloseReason.Shutdown); return true;
            default: return false;
        }
    }

    private void Read(ReadOnlySpan<byte> input)
    {
        if (_handshake.TryRead(input))
            Check();
        else
            reader.ReadNext();
    }

    private void OnEof()
    {
        if (_handshake.ReadEnd())
            Check();
        else
            onClosed(CloseReason.ClientClosed);
    }

    private void Check()
    {
        timers.Cancel(ConnectionTimer.Handshake);
        _isAwaitingCheck = _handshake.IsPasswordRight is not null || _handshake.Username is not null;
        if (_isAwaitingCheck)
            manager.Tell(new FirstLineRead(_handshake.IsPasswordRight, _handshake.Username?.Value, stats));
        else
            Complete(mute: null);
    }

    private void Refuse(FirstLineRefused refused)
    {
        lifecycle.OnNamed(refused.Username);
        onRejected(refused.Rejection);
    }

    /// <summary>
    /// The manager has accepted the line, or does not have to be asked. A client that has to know a password is sent what is wrong
    /// with its name only now.
    /// </summary>
    private void Complete(Mute? mute)
    {
        if (_handshake.Rejection is { } rejection)
            onRejected(rejection);
        else if (_handshake.Username is { } username)
            onNamed(username, _handshake.Rest, mute);
        else
            onClosed(CloseReason.ClientClosed);
    }
}
