using System.Net;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Control;
using AkkaChat.Server.Transports;

namespace AkkaChat.Tests.Control;

/// <summary>Valid and mistaken input of an operator.</summary>
public sealed class ControlInputTests
{
    [Theory]
    [InlineData("#17", 17L, null)]
    [InlineData("#0", 0L, null)]
    [InlineData("17", null, "17")]
    [InlineData("#", null, "#")]
    [InlineData("#17x", null, "#17x")]
    [InlineData("#+17", null, "#+17")]
    [InlineData("#99999999999999999999", null, "#99999999999999999999")]
    [InlineData("Ann Smith", null, "Ann Smith")]
    [InlineData("  김철수 ", null, "김철수")]
    [InlineData("@x", null, "@x")]
    [InlineData("-x", null, "-x")]
    public void A_target_is_an_id_behind_a_number_sign_or_a_name(string text, long? id, string? name) =>
        Assert.Equal(new OperatorTarget(Id: id, Name: name), Read(new(Target: text), input => input.Target()));

    [Theory]
    [InlineData("#17@b.example.org:9200", 17L)]
    [InlineData("#17@B.EXAMPLE.ORG:9200", 17L)]
    [InlineData("#17@a.example.org:9200", 0L)]
    public void A_target_of_another_node_is_no_member_here(string text, long id) => Assert.Equal(
        new OperatorTarget(Id: id), Read(new(Target: text), input => input.Target(), ControlLimits.Any with { Node = "b.example.org:9200" }));

    [Fact]
    public void Without_a_cluster_an_id_with_a_node_is_a_name() => Assert.Equal(
        new OperatorTarget(Name: "#17@b.example.org:9200"), Read(new(Target: "#17@b.example.org:9200"), input => input.Target()));

    [Fact]
    public void A_target_may_be_an_address() => Assert.Equal(
        new OperatorTarget(Address: IPNetwork.Parse("203.0.113.7/32")), Read(new(Address: "203.0.113.7"), input => input.Target()));

    [Fact]
    public void A_target_is_one_of_id_name_and_address()
    {
        const string Problem = "either a name, --address or #ID is needed; for a shell # begins a comment, unless it is in quotes";
        Assert.Equal([Problem], Problems(new(), input => input.Target()));
        Assert.Equal([Problem], Problems(new(Target: "alice", Address: "::1"), input => input.Target()));
        Assert.Equal(["the name must not be empty"], Problems(new(Target: " "), input => input.Target()));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7/32")]
    [InlineData("203.0.113.7:51432", "203.0.113.7/32")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7/32")]
    [InlineData("203.0.113.0/24", "203.0.113.0/24")]
    [InlineData("2001:db8::1:2:3", "2001:db8::/64")]
    [InlineData("[2001:db8:0:1::2]:51432", "2001:db8:0:1::/64")]
    [InlineData("2001:db8::1:2:3/128", "2001:db8::1:2:3/128")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    public void A_network_may_have_a_prefix_and_an_address_a_port_as_in_the_list_of_members(string text, string network) =>
        Assert.Equal(IPNetwork.Parse(network), Read(new(Address: text), input => input.Network()));

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("203.0.113.7/24")]
    [InlineData("203.0.113.0/33")]
    [InlineData("203.0.113.0/99999999999")]
    [InlineData("203.0.113")]
    [InlineData("203.0.113.7:x")]
    [InlineData("203.0.113.7:65536")]
    [InlineData("[203.0.113.7")]
    [InlineData("2001:db8::/129")]
    [InlineData("unix")]
    public void A_text_that_is_no_network_is_a_problem_with_an_example(string text) => Assert.Equal(
        [$"{text} must be an IP address, or a network such as 203.0.113.0/24 with nothing but zeros behind its prefix"],
        Problems(new(Address: text), input => input.Network()));

    [Theory]
    [InlineData("alice", "alice", null)]
    [InlineData("  김철수 ", "김철수", null)]
    [InlineData("203.0.113.7", "203.0.113.7", "203.0.113.7/32")]
    [InlineData("2001:db8::1", "2001:db8::1", "2001:db8::/64")]
    [InlineData("203.0.113.0/24", "203.0.113.0/24", "203.0.113.0/24")]
    [InlineData("203.0.113.7/24", "203.0.113.7/24", null)]
    public void A_ban_is_one_of_a_name_and_of_a_network_if_the_name_reads_as_one(string text, string name, string? network)
    {
        var expected = new OperatorMessages.Unban(name, network is null ? null : IPNetwork.Parse(network));
        Assert.Equal(expected, Read(new(Target: text), input => input.Unban()));
        Assert.Equal(expected, Read(new(Address: text), input => input.Unban()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void A_ban_that_is_to_end_must_be_named(string? text) =>
        Assert.Equal(["a name, an address or a network is needed"], Problems(new(Target: text), input => input.Unban()));

    [Theory]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("128.0.0.0/1", true)]
    [InlineData("10.0.0.0/7", true)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("::/0", true)]
    [InlineData("::ffff:0.0.0.0/96", true)]
    [InlineData("2000::/15", true)]
    [InlineData("2001::/16", false)]
    public void A_large_part_of_all_addresses_is_banned_by_force_only(string text, bool needsForce)
    {
        Assert.Equal(needsForce, Problems(new(Address: text), input => input.NetworkToBan()).Count > 0);
        Assert.Empty(Problems(new(Address: text, Force: true), input => input.NetworkToBan()));
        Assert.Empty(Problems(new(Address: text), input => input.Network()));
    }

    [Theory]
    [InlineData("192.0.2.7", true)]
    [InlineData("192.0.2.0/24", true)]
    [InlineData("192.0.0.0/16", true)]
    [InlineData("192.0.3.0/24", false)]
    [InlineData("2001:db8::7", true)]
    [InlineData("2001:db8:1::7", false)]
    public void A_trusted_proxy_is_banned_by_force_only(string text, bool needsForce)
    {
        var limits = ControlLimits.Any with
        {
            TrustedProxies = new TrustedProxies([TrustedProxy.Parse("192.0.2.0/24"), TrustedProxy.Parse("2001:db8::1"), TrustedProxy.Parse("unix")]),
        };

        Assert.Equal(needsForce, Problems(new(Address: text), input => input.NetworkToBan(), limits).Count > 0);
        Assert.Empty(Problems(new(Address: text, Force: true), input => input.NetworkToBan(), limits));
    }

    [Theory]
    [InlineData("1s", 1)]
    [InlineData("10m", 600)]
    [InlineData("1 hour", 3600)]
    [InlineData("365d", 365 * 86400)]
    public void A_time_has_a_unit(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(new(For: text), input => input.For()));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("-1h")]
    [InlineData("999ms")]
    [InlineData("366d")]
    [InlineData("forever")]
    [InlineData("1e30h")]
    public void A_text_that_is_no_time_is_a_problem(string text) => Assert.Equal(
        [$"--for {text} must be a time from 1s to 365d with its unit, such as 10m, 1h or 2d"],
        Problems(new(For: text), input => input.For()));

    [Fact]
    public void A_missing_time_and_a_missing_reason_are_none()
    {
        Assert.Null(Read(new(), input => input.For()));
        Assert.Equal("", Read(new(), input => input.Reason()));
    }

    [Theory]
    [InlineData("too loud", true)]
    [InlineData("слишком громко 🦊", true)]
    [InlineData("two\nlines", false)]
    [InlineData("\u001b[31mred", false)]
    [InlineData("turned \u202e around", false)]
    [InlineData("two\u2028lines", false)]
    public void A_reason_is_one_safe_line(string reason, bool isValid) =>
        Assert.Equal(isValid, Problems(new(Reason: reason), input => input.Reason()).Count == 0);

    [Fact]
    public void A_reason_has_at_most_256_bytes()
    {
        Assert.Empty(Problems(new(Reason: new string('é', 128)), input => input.Reason()));
        Assert.Single(Problems(new(Reason: new string('é', 128) + "."), input => input.Reason()));
    }

    [Theory]
    [InlineData("hello", true)]
    [InlineData("-x @y", true)]
    [InlineData("a\tb 👩\u200d👧 می\u200cخواهم", true)]
    [InlineData("", false)]
    [InlineData("two\nlines", false)]
    [InlineData("\u0007", false)]
    [InlineData("\u0085", false)]
    [InlineData("\u2029", false)]
    public void A_text_is_what_a_client_may_say(string text, bool isValid) =>
        Assert.Equal(isValid, Problems(new(Text: text), input => input.Text()).Count == 0);

    [Fact]
    public void A_text_has_at_most_the_bytes_that_the_server_allows()
    {
        var limits = ControlLimits.Any with { MaxTextBytes = 4 };

        Assert.Equal("éé", Read(new(Text: "éé"), input => input.Text(), limits));
        Assert.Single(Problems(new(Text: "ééé"), input => input.Text(), limits));
    }

    [Fact]
    public void All_problems_are_reported_at_once() => Assert.Equal(
        3, Problems(new(For: "x", Reason: "two\nlines"), input => new OperatorMessages.Kick(input.Target(), input.For(), input.Reason())).Count);

    private static T Read<T>(ControlRequest request, Func<ControlInput, T> read, ControlLimits? limits = null)
    {
        var input = new ControlInput(request, limits ?? ControlLimits.Any);
        var value = read(input);
        Assert.Empty(input.Problems);
        return value;
    }

    private static IReadOnlyList<string> Problems<T>(ControlRequest request, Func<ControlInput, T> read, ControlLimits? limits = null)
    {
        var input = new ControlInput(request, limits ?? ControlLimits.Any);
        read(input);
        return input.Problems;
    }
}
