using System.Net;
using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public sealed class ConnectionLimiterTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Two = IPAddress.Parse("192.0.2.2");

    [Fact]
    public void The_limiter_is_full_when_all_slots_are_taken_and_not_before()
    {
        var limiter = new ConnectionLimiter(2, null);

        Assert.Null(limiter.TryAcquire(One));
        Assert.Null(limiter.TryAcquire(One));
        Assert.Equal(Rejection.RoomFull, limiter.TryAcquire(Two));
    }

    [Fact]
    public void A_released_slot_can_be_acquired_again()
    {
        var limiter = new ConnectionLimiter(1, null);
        limiter.TryAcquire(One);
        limiter.Release(One);

        Assert.Null(limiter.TryAcquire(Two));
    }

    [Fact]
    public void An_address_has_its_own_limit()
    {
        var limiter = new ConnectionLimiter(10, 1);

        Assert.Null(limiter.TryAcquire(One));
        Assert.Equal(Rejection.AddressFull, limiter.TryAcquire(One));
        Assert.Null(limiter.TryAcquire(Two));
    }

    [Fact]
    public void A_rejection_takes_no_slot()
    {
        var limiter = new ConnectionLimiter(2, 1);
        limiter.TryAcquire(One);
        for (var i = 0; i < 10; i++)
            limiter.TryAcquire(One);

        Assert.Equal(1, limiter.Count);
        limiter.Release(One);
        Assert.Null(limiter.TryAcquire(One));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", true)]
    public void IPv6_addresses_count_by_their_64_bit_prefix(string one, string other, bool both)
    {
        var limiter = new ConnectionLimiter(10, 1);
        limiter.TryAcquire(IPAddress.Parse(one));

        Assert.Equal(both, limiter.TryAcquire(IPAddress.Parse(other)) is null);
    }

    [Fact]
    public void IPv4_mapped_addresses_count_as_IPv4()
    {
        var limiter = new ConnectionLimiter(10, 1);
        limiter.TryAcquire(One.MapToIPv6());

        Assert.Equal(Rejection.AddressFull, limiter.TryAcquire(One));
        limiter.Release(One);
        Assert.Null(limiter.TryAcquire(One.MapToIPv6()));
    }
}
