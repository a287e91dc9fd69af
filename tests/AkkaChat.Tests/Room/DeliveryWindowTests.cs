using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Room;

public sealed class DeliveryWindowTests
{
    private readonly DeliveryWindow _window = new(500);
    private readonly Member<string> _alice = new("a", TestLines.Name("alice"));

    [Fact]
    public void Acknowledgements_are_requested_each_time_half_of_the_window_is_charged()
    {
        bool[] requested = [.. Enumerable.Range(0, 5).Select(_ => _window.Charge(200))];

        Assert.Equal([false, false, true, false, false], requested);
        Assert.True(_window.Charge(500));
    }

    [Fact]
    public void An_acknowledgement_that_was_not_requested_counts_for_nothing()
    {
        _window.ExpectAck(_alice);

        Assert.False(_window.Acknowledge(new Member<string>("b", TestLines.Name("bob"))));
        Assert.False(_window.CanDeliver);
    }
}
