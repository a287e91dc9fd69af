using System.Net;
using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public sealed class ModerationTests
{
    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.7");
    private static readonly IPNetwork Network = CountedAddress.NetworkOf(Address);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Moderation _moderation = new();

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::/64")]
    public void A_client_stands_for_its_address_or_its_IPv6_subscriber(string address, string network) =>
        Assert.Equal(IPNetwork.Parse(network), CountedAddress.NetworkOf(IPAddress.Parse(address)));

    [Fact]
    public void A_ban_refuses_its_network_until_it_ends()
    {
        _moderation.Ban(IPNetwork.Parse("192.0.2.0/24"), Minute, "flood");

        Assert.Equal("your address is banned: flood", _moderation.RejectionOf(Address, TimeSpan.Zero)?.Text);
        Assert.Null(_moderation.RejectionOf(IPAddress.Parse("192.0.3.7"), TimeSpan.Zero));
        Assert.Null(_moderation.RejectionOf((IPAddress?)null, TimeSpan.Zero));
        Assert.Equal(new(null, IPNetwork.Parse("192.0.2.0/24"), Minute, "flood"), Assert.Single(_moderation.List(TimeSpan.Zero).Bans));

        Assert.Null(_moderation.RejectionOf(Address, Minute));
        Assert.Empty(_moderation.List(Minute).Bans);
    }

    [Fact]
    public void A_ban_without_an_end_stays_until_it_is_lifted_and_the_longest_one_of_a_network_counts()
    {
        Assert.True(_moderation.Ban(IPNetwork.Parse("192.0.2.7/32"), Minute, "first"));
        Assert.True(_moderation.Ban(IPNetwork.Parse("192.0.2.7/32"), null, ""));
        Assert.False(_moderation.Ban(IPNetwork.Parse("192.0.2.7/32"), Minute, "last"));

        Assert.Equal("your address is banned", _moderation.RejectionOf(Address, TimeSpan.FromDays(1000))?.Text);
        Assert.Equal(0, _moderation.Unban(IPNetwork.Parse("192.0.2.0/24")));
        Assert.Equal(1, _moderation.Unban(IPNetwork.Parse("192.0.2.7/32")));
        Assert.Null(_moderation.RejectionOf(Address, TimeSpan.FromDays(1000)));
    }

    [Fact]
    public void A_name_is_refused_in_whatever_case_until_it_ends()
    {
        _moderation.Ban("Mallory", Minute, "spam");
        Assert.False(_moderation.Ban("mallory", Minute / 2, ""));

        Assert.Equal(Rejection.NameBanned("spam"), _moderation.RejectionOf("mALLORY", TimeSpan.Zero));
        Assert.Null(_moderation.RejectionOf("alice", TimeSpan.Zero));
        Assert.Null(_moderation.RejectionOf("mallory", Minute));
    }

    [Fact]
    public void A_name_is_refused_until_its_ban_is_lifted()
    {
        _moderation.Ban("mallory", null, "");
        _moderation.Ban(IPNetwork.Parse("192.0.2.7/32"), null, "");

        Assert.Equal(0, _moderation.Unban("alice"));
        Assert.Equal(1, _moderation.Unban("Mallory"));

        Assert.Null(_moderation.RejectionOf("mallory", TimeSpan.Zero));
        Assert.NotNull(_moderation.RejectionOf(Address, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("192.0.0.0/16", true)]
    [InlineData("192.0.2.0/24", true)]
    [InlineData("192.0.2.7/32", true)]
    [InlineData("192.0.3.0/24", false)]
    [InlineData("2001:db8::/64", false)]
    public void Bans_of_a_larger_and_of_a_smaller_network_overlap(string banned, bool overlaps)
    {
        _moderation.Ban(IPNetwork.Parse(banned), Minute, "");
        _moderation.Ban("mallory", Minute, "");

        Assert.Equal(overlaps ? 1 : 0, _moderation.BansAt(TimeSpan.Zero, ban => ban.Overlaps(IPNetwork.Parse("192.0.2.0/24"))).Count);
        Assert.Empty(_moderation.BansAt(Minute, _ => true));
    }

    [Fact]
    public void The_longest_of_all_mutes_that_concern_a_member_counts()
    {
        _moderation.Mute("mallory", Network, Minute, "name and address");
        _moderation.Mute("other", Network, 2 * Minute, "address");
        _moderation.Mute("mallory", null, Minute / 2, "name");

        Assert.Equal("address", _moderation.MuteOf("mallory", Network, TimeSpan.Zero)?.Reason);
        Assert.Equal("name and address", _moderation.MuteOf("mallory", null, TimeSpan.Zero)?.Reason);
        Assert.Equal("name and address", _moderation.MuteOf("MALLORY", IPNetwork.Parse("192.0.2.8/32"), TimeSpan.Zero)?.Reason);
        Assert.Equal(3, _moderation.List(TimeSpan.Zero).Mutes.Count);
        Assert.Single(_moderation.List(Minute).Mutes);
    }

    [Theory]
    [InlineData("mallory", "198.51.100.1", true)]
    [InlineData("other", "192.0.2.7", true)]
    [InlineData("mallory", null, true)]
    [InlineData("other", "198.51.100.1", false)]
    [InlineData("other", null, false)]
    public void A_mute_holds_for_the_name_and_for_the_address(string name, string? address, bool isMuted)
    {
        _moderation.Mute("Mallory", Network, Minute, "spam");

        var second = TimeSpan.FromSeconds(1);
        IPNetwork? network = address is null ? null : CountedAddress.NetworkOf(IPAddress.Parse(address));
        Assert.Equal(isMuted ? new Mute(Minute - second, "spam") : null, Mute.Of(_moderation.MuteOf(name, network, second), second));
        Assert.Null(_moderation.MuteOf(name, network, Minute));
    }

    [Fact]
    public void A_mute_without_an_end_stays_until_it_is_lifted()
    {
        _moderation.Mute("mallory", Network, null, "");
        _moderation.Mute("mallory", null, Minute, "");

        Assert.NotNull(_moderation.MuteOf("mallory", Network, TimeSpan.Zero));
        Assert.Equal(0, _moderation.Unmute("other"));
        Assert.Equal(0, _moderation.Unmute(IPNetwork.Parse("198.51.100.0/24")));
        Assert.Equal(2, _moderation.Unmute("MALLORY"));
        _moderation.Mute("mallory", Network, null, "");
        Assert.Equal(1, _moderation.Unmute(IPNetwork.Parse("192.0.2.0/24")));

        Assert.Null(_moderation.MuteOf("mallory", Network, TimeSpan.Zero));
    }
}
