using System.Net;
using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public sealed class ConnectionLimiterTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1");

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
    public void Connections_without_an_address_count_only_in_total()
    {
        var limiter = new ConnectionLimiter(2, 1);
        Assert.Null(limiter.TryAcquire(null));
        Assert.Null(limiter.TryAcquire(null));

        Assert.Equal(Rejection.RoomFull, limiter.TryAcquire(null));
        limiter.Release(null);
        Assert.Null(limiter.TryAcquire(null));
    }
}
