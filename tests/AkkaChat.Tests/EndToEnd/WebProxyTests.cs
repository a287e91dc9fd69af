using System.Net;
using System.Security.Authentication;
using Akka.Actor;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using static AkkaChat.Tests.Support.ProxyHeaderText;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>The address of a browser behind proxies that send a PROXY header or X-Forwarded-For.</summary>
public sealed class WebProxyTests
{
    private const string Loopback = "[\"127.0.0.0/8\"]";

    [Theory]
    [InlineData("", "X-Forwarded-For: 203.0.113.7\r\n", "203.0.113.7")]
    [InlineData("", "X-Forwarded-For: 203.0.113.7:4242\r\n", "203.0.113.7:4242")]
    [InlineData("", "X-Forwarded-For: 2001:db8::7\r\n", "2001:db8::7")]
    [InlineData("", "X-Forwarded-For: ::ffff:203.0.113.7\r\n", "203.0.113.7")]
    [InlineData("", "X-Forwarded-For: 198.51.100.1, 203.0.113.7\r\n", "203.0.113.7")]
    [InlineData("", "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.7\r\n", "203.0.113.7")]
    [InlineData("", "X-Forwarded-For: 203.0.113.7, 127.0.0.3, 127.0.0.2\r\n", "203.0.113.7")]
    [InlineData("", "X-Forwarded-For: unknown\r\n", null)]
    [InlineData("", "", null)]
    [InlineData(Tcp4, "", "203.0.113.7:4242")]
    [InlineData(Tcp6, "", "[2001:db8::7]:4242")]
    [InlineData(BinaryTcp4, "", "203.0.113.7:4242")]
    [InlineData(BinaryTcp4, "X-Forwarded-For: 198.51.100.1\r\n", "203.0.113.7:4242")]
    [InlineData(Unknown, "", null)]
    [InlineData(BinaryLocal, "", null)]
    [InlineData(BinaryLocal, "X-Forwarded-For: 203.0.113.7\r\n", "203.0.113.7")]
    public async Task A_trusted_proxy_names_its_client(string header, string forwarded, string? expected)
    {
        await using var server = await StartAsync(("proxy-protocol.trusted", Loopback));

        Assert.Equal(expected, await JoinAsync(server, header, forwarded));
    }

    [Fact]
    public async Task An_address_that_is_not_trusted_names_nobody()
    {
        await using var server = await StartAsync(("proxy-protocol.trusted", "[\"10.0.0.0/8\", unix]"));
        Assert.StartsWith("127.0.0.1:", await JoinAsync(server, "", "X-Forwarded-For: 203.0.113.7\r\n"), StringComparison.Ordinal);

        await using var unix = await StartAsync(("proxy-protocol.trusted", "[unix]"));
        Assert.StartsWith("127.0.0.1:", await JoinAsync(unix, "", "X-Forwarded-For: 203.0.113.7\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PROX")]
    [InlineData("PROXY TCP4 203.0.113.7")]
    [InlineData("\r\n\r\n\0\r\nQUIT")]
    public async Task A_proxy_that_sends_a_part_of_a_header_is_ended_and_keeps_out_no_other(string part)
    {
        await using var server = await StartAsync(("proxy-protocol.trusted", Loopback));
        using var slow = await LineClient.ConnectAsync(await server.EndpointAsync(Door.Ws));
        await slow.SendAsync(part);
        var end = slow.ReadUntilResetAsync();

        Assert.Equal("203.0.113.7:4242", await JoinAsync(server, Tcp4, ""));
        Assert.Empty(await end);
    }

    [Fact]
    public async Task A_header_cut_at_every_byte_is_read_as_a_whole()
    {
        await using var server = await StartAsync(("proxy-protocol.trusted", Loopback));
        foreach (var header in new[] { Tcp4, BinaryTcp6 })
        {
            for (var cut = 1; cut < header.Length; cut++)
            {
                using var client = await LineClient.ConnectAsync(await server.EndpointAsync(Door.Ws));
                await client.SendAsync(header[..cut]);
                await client.SendAsync(header[cut..] + WebSocketUpgrade.Request());
                Assert.StartsWith("HTTP/1.1 101 ", await client.ReadLineAsync(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_header_comes_before_TLS()
    {
        using var files = new TempFolder();
        TestCertificate.Issue().Write(files);
        await using var server = await RunningServer.StartAsync(
            [("web.listen", "127.0.0.1:0"), ("web.tls", "on"), ("proxy-protocol.trusted", Loopback), .. TestCertificate.Settings(files)]);
        using var events = Subscribe(server);

        using var client = await LineClient.JoinAsync(
            await server.EndpointAsync(Door.Wss), "alice", tls: SslProtocols.Tls13, webSocket: true, header: Tcp4);

        var joined = (ChatEvents.MemberJoined)await events.ReceiveAsync(Eventually.DefaultTimeout);
        Assert.Equal(new Client(Door.Wss, IPAddress.Parse("203.0.113.7"), "203.0.113.7:4242"), joined.Client);
    }

    [Fact]
    public async Task Limits_count_the_true_address_and_none_for_the_proxy()
    {
        await using var server = await StartAsync(("proxy-protocol.trusted", Loopback), ("limits.max-connections-per-address", "1"));
        var endpoint = await server.EndpointAsync(Door.Ws);
        async Task<LineClient> ConnectAsync(string headers)
        {
            var client = await LineClient.ConnectAsync(endpoint);
            await client.SendAsync(WebSocketUpgrade.Request(headers) + WebSocketFrame.Of(WebSocketFrame.Text, "alice\nhello"));
            while (await client.ReadLineAsync() is not ("\r" or null))
            {
                // The head of the response.
            }

            return client;
        }

        using var first = await ConnectAsync("X-Forwarded-For: 203.0.113.7\r\n");
        Assert.EndsWith("alice:hello", await first.ReadLineAsync(), StringComparison.Ordinal);
        using var second = await ConnectAsync("X-Forwarded-For: 203.0.113.7\r\n");
        Assert.EndsWith("server:too many connections from your address", await second.ReadLineAsync(), StringComparison.Ordinal);
        using var other = await ConnectAsync("X-Forwarded-For: 203.0.113.8\r\n");
        Assert.EndsWith("alice:hello", await other.ReadLineAsync(), StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
        {
            using var proxy = await ConnectAsync("");
            Assert.EndsWith("alice:hello", await proxy.ReadLineAsync(), StringComparison.Ordinal);
        }
    }

    /// <returns>The name of the client, if it has an address that counts.</returns>
    private static async Task<string?> JoinAsync(RunningServer server, string header, string forwarded)
    {
        using var events = Subscribe(server);
        using var client = await LineClient.ConnectAsync(await server.EndpointAsync(Door.Ws));
        await client.SendAsync(header + WebSocketUpgrade.Request(forwarded) + WebSocketFrame.Of(WebSocketFrame.Text, "alice"));

        var joined = (ChatEvents.MemberJoined)await events.ReceiveAsync(Eventually.DefaultTimeout);
        Assert.Equal(Door.Ws, joined.Client.Door);
        return joined.Client.Address is null ? null : joined.Client.Name;
    }

    private static Inbox Subscribe(RunningServer server)
    {
        var events = Inbox.Create(server.System);
        server.System.EventStream.Subscribe(events.Receiver, typeof(ChatEvents.MemberJoined));
        return events;
    }

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("web.listen", "127.0.0.1:0"), .. settings]);
}
