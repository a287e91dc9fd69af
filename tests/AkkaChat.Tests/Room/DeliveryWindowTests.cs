using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Room;

public sealed class DeliveryWindowTests
{
    private readonly DeliveryWindow _window = new(500);
    private readonly Member<string> _alice = new("a", TestLines.Name("alice"));
    private readonly Member<string> _bob = new("b", TestLines.Name("bob"));

    [Fact]
    public void Acknowledgements_are_requested_each_time_half_of_the_window_is_charged()
    {
        bool[] requested = [.. Enumerable.Range(0, 5).Select(_ => _window.Charge(200))];

        Assert.Equal([false, false, true, false, false], requested);
        Assert.True(_window.Charge(500));
    }

    [Fact]
    public void Nothing_is_delivered_until_the_last_acknowledgement()
    {
        _window.ExpectAck(_alice);
        _window.ExpectAck(_bob);

        Assert.False(_window.Acknowledge(_alice));
        Assert.False(_window.Acknowledge(_alice));
        Assert.False(_window.CanDeliver);
        Assert.True(_window.Acknowledge(_bob));
        Assert.True(_window.CanDeliver);
    }

    [Fact]
    public void Nothing_is_accepted_while_any_member_is_congested()
    {
        _window.SetCongested(_alice, true);
        _window.SetCongested(_bob, true);
        _window.SetCongested(_bob, true);
        Assert.Equal(2, _window.Congested);

        _window.SetCongested(_bob, false);
        Assert.False(_window.CanAccept);
        _window.SetCongested(_alice, false);
        Assert.True(_window.CanAccept);
    }

    [Fact]
    public void Congestion_does_not_hold_back_what_was_accepted()
    {
        _window.SetCongested(_alice, true);

        Assert.True(_window.CanDeliver);
    }

    [Fact]
    public void A_member_that_has_gone_holds_nothing()
    {
        _window.ExpectAck(_alice);
        _window.SetCongested(_alice, true);

        _window.Remove(_alice);

        Assert.True(_window.CanAccept);
        Assert.True(_window.CanDeliver);
    }
}
