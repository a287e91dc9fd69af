namespace AkkaChat.Bench.Driving;

/// <summary>Messages at fixed times, whether the server keeps up or not.</summary>
/// <param name="count">How many there are.</param>
internal sealed class OpenLoop(long start, int rate, long count)
{
    private long _next;

    public bool IsDone => _next >= count;

    /// <summary>Takes the next message that is due.</summary>
    /// <returns>Its number, and the time for which it was planned; null if there is none now.</returns>
    public (long Number, long Time)? Next(long now) =>
        IsDone || now < Planned ? null : (_next++, start + ((_next - 1) * Clock.Second / rate));

    /// <returns>How long there is nothing to do.</returns>
    public long Wait(long now) => IsDone ? Clock.Millisecond : Math.Max(0, Planned - now);

    private long Planned => start + (_next * Clock.Second / rate);
}
