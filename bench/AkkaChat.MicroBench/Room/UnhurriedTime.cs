using AkkaChat.Server.Room;

namespace AkkaChat.MicroBench.Room;

/// <summary>The room tells everybody of every line at once: what is measured is its work, not its waiting.</summary>
internal sealed class UnhurriedTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks += RoomActor.Interval.Ticks;
}
