using AkkaChat.Server.Room;

namespace AkkaChat.Tests.Support;

/// <summary>Whenever the room looks at it, so much time has passed that it tells everybody at once.</summary>
internal sealed class UnhurriedTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Add(ref _ticks, RoomActor.Interval.Ticks);
}
