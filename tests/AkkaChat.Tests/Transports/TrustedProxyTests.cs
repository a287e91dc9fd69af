using System.Net;
using System.Net.Sockets;
using AkkaChat.Server.Transports;

namespace AkkaChat.Tests.Transports;

public sealed class TrustedProxyTests
{
    private static readonly EndPoint UnixClient = new UnixDomainSocketEndPoint("/some/path");

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("10.0.0.0/8", "10.255.0.1")]
    [InlineData("10.0.0.0/8", "::ffff:10.255.0.1")]
    [InlineData("::ffff:10.0.0.0/104", "10.255.0.1")]
    [InlineData("0.0.0.0/0", "203.0.113.7")]
    [InlineData("192.0.2.128/25", "192.0.2.255")]
    [InlineData("192.0.2.1/32", "192.0.2.1")]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1")]
    [InlineData("2001:DB8::1", "2001:db8:0::1")]
    [InlineData("fe80::1", "fe80::1%1")]
    [InlineData("::/0", "2001:db8::1")]
    public void An_address_within_an_entry_is_trusted(string entry, string address) => Assert.True(IsTrusted(entry, address));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("10.0.0.0/8", "11.0.0.0")]
    [InlineData("192.0.2.128/25", "192.0.2.127")]
    [InlineData("0.0.0.0/0", "::1")]
    [InlineData("::/0", "192.0.2.1")]
    [InlineData("::/0", "::ffff:192.0.2.1")]
    [InlineData("2001:db8::/32", "2001:db9::1")]
    [InlineData("unix", "127.0.0.1")]
    public void Any_other_is_not(string entry, string address) => Assert.False(IsTrusted(entry, address));

    [Fact]
    public void Clients_of_Unix_sockets_are_trusted_only_as_such()
    {
        Assert.True(TrustedProxy.Parse("unix").Matches(UnixClient));
        Assert.False(TrustedProxy.Parse("0.0.0.0/0").Matches(UnixClient));
        Assert.False(new TrustedProxies([]).Contains(UnixClient));
    }

    [Theory]
    [InlineData("")]
    [InlineData("off")]
    [InlineData("UNIX")]
    [InlineData("localhost")]
    [InlineData("10")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData(" 10.0.0.1")]
    [InlineData("10.0.0.1:80")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("10/8")]
    [InlineData("2001:db8::1/32")]
    [InlineData("2001:db8::/129")]
    [InlineData("::ffff:10.0.0.1/104")]
    public void Anything_else_is_no_entry(string text) => Assert.Throws<FormatException>(() => TrustedProxy.Parse(text));

    [Fact]
    public void Trusted_proxies_are_equal_if_their_entries_are()
    {
        static TrustedProxies Of(params string[] entries) => new([.. entries.Select(TrustedProxy.Parse)]);

        Assert.Equal(Of("10.0.0.0/8", "unix"), Of("10.0.0.0/8", "unix"));
        Assert.NotEqual(Of("10.0.0.0/8"), Of("10.0.0.0/9"));
    }

    private static bool IsTrusted(string entry, string address) =>
        new TrustedProxies([TrustedProxy.Parse("198.51.100.1"), TrustedProxy.Parse(entry)])
            .Contains(new IPEndPoint(IPAddress.Parse(address), 1234));
}
