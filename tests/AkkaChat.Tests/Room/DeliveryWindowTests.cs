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
}
