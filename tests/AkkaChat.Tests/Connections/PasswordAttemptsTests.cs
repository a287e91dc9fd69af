using System.Globalization;
using System.Net;
using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public sealed class PasswordAttemptsTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly PasswordAttempts _attempts = new();
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void A_wrong_password_is_refused_after_a_second_and_a_right_one_is_accepted()
    {
        Assert.Equal((Rejection.WrongPassword, Second), Check("192.0.2.1"));
        Assert.Equal((null, TimeSpan.Zero), Check("192.0.2.1", isRight: true));
        Assert.Null(_attempts.RejectionOf(IPAddress.Parse("192.0.2.1"), _now));
    }

    [Fact]
    public void After_ten_wrong_ones_everything_from_that_address_is_refused_at_once_for_a_minute()
    {
        Fail("192.0.2.1", 10);

        _now += TimeSpan.FromMinutes(1) - Tick;

        Assert.Equal((Rejection.TooManyWrongPasswords, TimeSpan.Zero), Check("192.0.2.1"));
        Assert.Equal((Rejection.TooManyWrongPasswords, TimeSpan.Zero), Check("192.0.2.1", isRight: true));
        Assert.Equal(Rejection.TooManyWrongPasswords, _attempts.RejectionOf(IPAddress.Parse("192.0.2.1"), _now));
        Assert.Null(_attempts.RejectionOf(IPAddress.Parse("192.0.2.2"), _now));
        Assert.Equal((null, TimeSpan.Zero), Check("192.0.2.2", isRight: true));

        // Attempts that are refused at once do not prolong the minute.
        _now += Tick;

        Assert.Null(_attempts.RejectionOf(IPAddress.Parse("192.0.2.1"), _now));
        Assert.Equal((null, TimeSpan.Zero), Check("192.0.2.1", isRight: true));
        Fail("192.0.2.1", 10);
        Assert.Equal(Rejection.TooManyWrongPasswords, Check("192.0.2.1").Rejection);
    }

    [Fact]
    public void Any_ten_within_a_minute_count()
    {
        Fail("192.0.2.1", 1);
        _now += 59 * Second;
        Fail("192.0.2.1", 8);
        // The first one is a minute old.
        _now += Second;
        Fail("192.0.2.1", 1);
        Assert.Equal(Rejection.WrongPassword, Check("192.0.2.1").Rejection);
        Assert.Equal(Rejection.TooManyWrongPasswords, Check("192.0.2.1").Rejection);
    }

    [Fact]
    public void Right_ones_between_them_change_nothing()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(Check("192.0.2.1", isRight: true).Rejection);
            Fail("192.0.2.1", 1);
        }

        Assert.Equal(Rejection.TooManyWrongPasswords, Check("192.0.2.1", isRight: true).Rejection);
    }

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Of_IPv6_a_network_counts(string one, string other, bool isSame)
    {
        Fail(one, 10);

        Assert.Equal(isSame ? Rejection.TooManyWrongPasswords : null, _attempts.RejectionOf(IPAddress.Parse(other), _now));
        Assert.Equal(isSame ? Rejection.TooManyWrongPasswords : Rejection.WrongPassword, Check(other).Rejection);
    }

    [Fact]
    public void At_most_256_clients_wait_and_further_ones_are_refused_at_once()
    {
        for (var i = 0; i < 255; i++)
            Assert.Equal(Second, Check($"192.0.2.{i}").Wait);
        _now += Second - Tick;
        Assert.Equal(Second, Check("198.51.100.1").Wait);

        Assert.Equal((Rejection.WrongPassword, TimeSpan.Zero), Check("198.51.100.2"));
        Assert.Equal((null, TimeSpan.Zero), Check("198.51.100.3", isRight: true));

        // All but one have waited.
        _now += Tick;
        for (var i = 0; i < 255; i++)
            Assert.Equal(Second, Check($"203.0.113.{i}").Wait);
        Assert.Equal(TimeSpan.Zero, Check("198.51.100.2").Wait);
    }

    [Fact]
    public void Without_an_address_nothing_is_checked_while_256_clients_wait()
    {
        for (var i = 0; i < 256; i++)
            Assert.Equal((Rejection.WrongPassword, Second), Check(null));

        Assert.Equal((Rejection.TooManyWrongPasswords, TimeSpan.Zero), Check(null));
        Assert.Equal((Rejection.TooManyWrongPasswords, TimeSpan.Zero), Check(null, isRight: true));

        _now += Second;
        for (var i = 0; i < 256; i++)
            Assert.Equal(Second, Check($"192.0.2.{i}").Wait);
        Assert.Equal((null, TimeSpan.Zero), Check(null, isRight: true));
    }

    [Fact]
    public void Those_refused_without_the_wait_count_as_well()
    {
        for (var i = 0; i < 256; i++)
            Check($"192.0.2.{i}");
        for (var i = 0; i < 10; i++)
            Assert.Equal((Rejection.WrongPassword, TimeSpan.Zero), Check("198.51.100.1"));

        Assert.Equal(Rejection.TooManyWrongPasswords, Check("198.51.100.1").Rejection);
    }

    [Fact]
    public void Addresses_are_forgotten_after_a_minute()
    {
        Fail("192.0.2.1", 3);
        _now += Second;
        Fail("192.0.2.2", 1);
        Assert.Equal(2, _attempts.Count);

        _now += 59 * Second;
        Check("192.0.2.3", isRight: true);
        Assert.Equal(1, _attempts.Count);

        _now += Second;
        Check("192.0.2.3", isRight: true);
        Assert.Equal(0, _attempts.Count);
    }

    [Fact]
    public void Very_many_addresses_push_out_the_one_with_the_oldest_attempt()
    {
        Fail("192.0.2.1", 10);
        Fail("192.0.2.2", 9);
        for (var i = 0; i < PasswordAttempts.MaxAddresses - 2; i++)
            Check(string.Create(CultureInfo.InvariantCulture, $"2001:db8:0:{i:x}::"));
        Assert.Equal(PasswordAttempts.MaxAddresses, _attempts.Count);
        Fail("192.0.2.2", 1);

        Check("192.0.2.3");

        Assert.Equal(PasswordAttempts.MaxAddresses, _attempts.Count);
        Assert.Null(_attempts.RejectionOf(IPAddress.Parse("192.0.2.1"), _now));
        Assert.NotNull(_attempts.RejectionOf(IPAddress.Parse("192.0.2.2"), _now));
    }

    private (Rejection? Rejection, TimeSpan Wait) Check(string? address, bool isRight = false)
    {
        var rejection = _attempts.Check(address is null ? null : IPAddress.Parse(address), isRight, _now, out var wait);
        return (rejection, wait);
    }

    private void Fail(string address, int count)
    {
        for (var i = 0; i < count; i++)
            Assert.Equal(Rejection.WrongPassword, Check(address).Rejection);
    }
}
