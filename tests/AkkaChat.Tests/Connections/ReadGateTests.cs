using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public sealed class ReadGateTests
{
    private readonly ReadGate _gate = new();

    [Fact]
    public void One_read_is_in_flight_at_a_time()
    {
        Assert.True(_gate.TryBeginRead());
        Assert.False(_gate.TryBeginRead());

        _gate.CompleteRead();

        Assert.True(_gate.TryBeginRead());
    }

    [Fact]
    public void A_read_begins_when_the_last_hold_is_released()
    {
        _gate.Hold(ReadHold.SayPending);
        _gate.Hold(ReadHold.Congestion);
        Assert.False(_gate.TryBeginRead());

        _gate.Release(ReadHold.SayPending);
        Assert.False(_gate.TryBeginRead());
        Assert.True(_gate.IsHeldOnlyBy(ReadHold.Congestion));
        _gate.Release(ReadHold.Congestion);

        Assert.False(_gate.IsHeld);
        Assert.True(_gate.TryBeginRead());
    }

    [Fact]
    public void A_closing_connection_never_reads_again()
    {
        _gate.Hold(ReadHold.Congestion);
        _gate.Hold(ReadHold.Closing);

        _gate.Release(ReadHold.Congestion);

        Assert.False(_gate.TryBeginRead());
    }
}
