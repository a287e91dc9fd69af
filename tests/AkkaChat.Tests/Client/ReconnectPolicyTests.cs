using AkkaChat.TerminalClient.Session;
using Microsoft.Extensions.Time.Testing;

namespace AkkaChat.Tests.TerminalClient;

public sealed class ReconnectPolicyTests
{
    private readonly FakeTimeProvider _time = new();
    private double _random = 1;

    [Fact]
    public void Pauses_double_up_to_thirty_seconds() => Assert.Equal([1, 2, 4, 8, 16, 30, 30], Pauses(EndKind.Lost, 7));

    [Fact]
    public void A_server_that_closes_in_order_is_tried_every_ten_seconds() => Assert.Equal([1, 2, 4, 8, 10, 10], Pauses(EndKind.ServerClosed, 6));

    [Fact]
    public void A_name_that_is_held_is_tried_every_five_seconds() => Assert.Equal([1, 2, 4, 5, 5], Pauses(EndKind.NameHeld, 5));

    [Fact]
    public void Pauses_vary_by_half()
    {
        _random = 0;

        Assert.Equal([0.5, 1, 2], Pauses(EndKind.Lost, 3));
    }

    [Fact]
    public void A_name_is_waited_for_two_minutes_from_its_first_refusal_on()
    {
        var policy = Create();
        Assert.True(policy.MayWaitForName());
        _time.Advance(TimeSpan.FromSeconds(119));
        Assert.True(policy.MayWaitForName());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(policy.MayWaitForName());

        policy.Reset();

        Assert.True(policy.MayWaitForName());
        Assert.Equal(1, policy.NextPause(EndKind.Lost).TotalSeconds);
    }

    private ReconnectPolicy Create() => new(_time, () => _random);

    private double[] Pauses(EndKind kind, int count)
    {
        var policy = Create();
        return [.. Enumerable.Range(0, count).Select(_ => policy.NextPause(kind).TotalSeconds)];
    }
}
