using Akka.Actor;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>The mute of a member: its messages are dropped, and it is told so once. Not thread-safe: used by its ConnectionActor alone.</summary>
internal sealed class ConnectionMute(ConnectionReader reader, ConnectionWriter writer, ITimerScheduler timers)
{
    private Mute? _mute;

    /// <param name="mute">Null: none, or no longer.</param>
    public void Set(Mute? mute)
    {
        _mute = mute;
        reader.IsMuted = mute is not null;
        timers.Cancel(ConnectionTimer.Mute);
        if (mute?.Left is { } left)
            timers.Start(ConnectionTimer.Mute, left);
    }

    /// <summary>To be called after messages were read.</summary>
    public void Report()
    {
        if (reader.TakeMuteNotice())
            writer.WriteOwnLine(ServerMessages.Muted(_mute!.Left, _mute.Reason));
    }
}
