using System.Net.WebSockets;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>Features of WebSockets only: messages, frames that are cut or broken, close codes, pings.</summary>
public sealed class WebSocketTests
{
    [Fact]
    public async Task A_message_is_one_line_or_several_and_an_empty_one_is_an_empty_line()
    {
        await using var server = await StartAsync();
        using var alice = await JoinAsync(server, "alice");
        string[] messages = ["one", "two\n", "three\r\n", "", "\n", "four\nfive", "\n\n", "six"];

        foreach (var message in messages)
            await alice.SendFrameAsync(message.Bytes(), WebSocketMessageType.Text, endOfMessage: true);

        string[] lines = ["one", "two", "three", "", "", "four", "five", "", "", "six"];
        Assert.Equal(lines.Select(line => $"alice:{line}"), await alice.ReadLinesAsync(lines.Length));
    }

    [Fact]
    public async Task Frames_cut_at_every_byte_are_read_as_a_whole()
    {
        await using var server = await StartAsync();
        using var witness = await JoinAsync(server, "witness");
        var frames = WebSocketFrame.Of(WebSocketFrame.Text, "alice")
            + WebSocketFrame.Of(WebSocketFrame.Text, "hel", isFinal: false)
            + WebSocketFrame.Of(WebSocketFrame.Ping, "are you there")
            + WebSocketFrame.Of(WebSocketFrame.Continuation, "lo", isFinal: false)
            + WebSocketFrame.Of(WebSocketFrame.Pong)
            + WebSocketFrame.Of(WebSocketFrame.Continuation)
            + WebSocketFrame.Of(WebSocketFrame.Text)
            + WebSocketFrame.Of(WebSocketFrame.Text, new string('x', 200))
            + WebSocketFrame.Of(WebSocketFrame.Text, "\u00C3\u00A4\u00C3\u00B6", isFinal: false)
            + WebSocketFrame.Of(WebSocketFrame.Continuation, "\n")
            + WebSocketFrame.Of(WebSocketFrame.Close, "\u0003\u00E8");
        string[] expected = ["alice:hello", "alice:", $"alice:{new string('x', 200)}", "alice:\u00C3\u00A4\u00C3\u00B6"];

        for (var cut = 0; cut <= frames.Length; cut++)
        {
            using var client = await ConnectAsync(server);
            if (cut < frames.Length)
            {
                await client.SendBelowTlsAsync(frames[..cut]);
                await client.SendBelowTlsAsync(frames[cut..]);
            }
            else
            {
                foreach (var one in frames)
                    await client.SendBelowTlsAsync($"{one}");
            }

            Assert.Equal(string.Concat(expected.Select(line => $"{line}\n")), await client.ReadToEndAsync());
            Assert.Equal((WebSocketCloseStatus.NormalClosure, "client-closed"), client.Close);
            Assert.Equal(expected, await witness.ReadLinesAsync(expected.Length));
        }
    }

    [Fact]
    public async Task A_ping_is_answered_with_its_payload_also_between_fragments()
    {
        await using var server = await StartAsync();
        using var client = await LineClient.ConnectAsync(await server.EndpointAsync(Door.Ws));
        await client.SendAsync(WebSocketUpgrade.Request());
        while (await client.ReadLineAsync() != "\r")
        {
            // The head of the response.
        }

        await client.SendAsync(WebSocketFrame.Of(WebSocketFrame.Text, "ali", isFinal: false) + WebSocketFrame.Of(WebSocketFrame.Ping, "1\n"));

        Assert.Equal("\u008A\u00021", await client.ReadLineAsync());
    }

    public static TheoryData<string, int> BrokenFrames => new()
    {
        { WebSocketFrame.Of(WebSocketFrame.Text, "not masked", isMasked: false), 1002 },
        { WebSocketFrame.Of(WebSocketFrame.Text, "compressed", reserved: 4), 1002 },
        { WebSocketFrame.Of(WebSocketFrame.Text, "reserved", reserved: 2), 1002 },
        { WebSocketFrame.Of(WebSocketFrame.Text, "reserved", reserved: 1), 1002 },
        { WebSocketFrame.Of(3, "unknown opcode"), 1002 },
        { WebSocketFrame.Of(15, "unknown opcode"), 1002 },
        { WebSocketFrame.Of(WebSocketFrame.Continuation, "of nothing"), 1002 },
        { WebSocketFrame.Of(WebSocketFrame.Text, "half", isFinal: false) + WebSocketFrame.Of(WebSocketFrame.Text, "a message"), 1002 },
        { WebSocketFrame.Of(WebSocketFrame.Ping, "fragment", isFinal: false), 1002 },
        { WebSocketFrame.Of(WebSocketFrame.Ping, new string('x', 126)), 1002 },
        { WebSocketFrame.Of(WebSocketFrame.Close, "\u0003"), 1002 },
        { WebSocketFrame.Of(WebSocketFrame.Close, "\u0003\u00ED"), 1002 },
        { WebSocketFrame.Head(1UL << 63), 1002 },
        { WebSocketFrame.Of(WebSocketFrame.Text, "cut \u00C3"), 1007 },
        { WebSocketFrame.Of(WebSocketFrame.Text, "wrong \u00FF"), 1007 },
        { WebSocketFrame.Of(WebSocketFrame.Text, "surrogate \u00ED\u00A0\u0080"), 1007 },
    };

    public static TheoryData<int, int, bool, int> UnwelcomeMessages => new()
    {
        { WebSocketFrame.Binary, 5, true, 1003 },
        { WebSocketFrame.Binary, 0, true, 1003 },
        { WebSocketFrame.Binary, 5, false, 1003 },
        { WebSocketFrame.Text, WebSocketTransport.MaxMessageLength + 1, true, 1009 },
        { WebSocketFrame.Text, WebSocketTransport.MaxMessageLength + 1, false, 1009 },
        { WebSocketFrame.Text, WebSocketTransport.MaxMessageLength, false, 1009 },
        { WebSocketFrame.Text, 2 * WebSocketTransport.MaxMessageLength, true, 1009 },
    };

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public async Task A_broken_frame_ends_its_own_client_with_the_code_for_it(string frame, int status)
    {
        await using var server = await StartAsync();
        using var alice = await JoinAsync(server, "alice");
        using var mallory = await JoinAsync(server, "mallory");
        await alice.ReadLineAsync();

        await mallory.SendBelowTlsAsync(frame);

        Assert.Equal("", await mallory.ReadToEndAsync());
        Assert.Equal(status, (int?)mallory.Close.Status);
        await alice.SendAsync("alone\n");
        Assert.Equal("alice:alone", await alice.ReadLineAsync());
    }

    [Theory]
    [MemberData(nameof(UnwelcomeMessages))]
    public async Task A_binary_or_very_long_message_ends_its_own_client_with_the_code_for_it_whatever_it_still_sends(
        int opcode, int length, bool isFinal, int status)
    {
        await using var server = await StartAsync();
        using var alice = await JoinAsync(server, "alice");
        using var mallory = await JoinAsync(server, "mallory");
        await alice.ReadLineAsync();

        var frame = WebSocketFrame.Of(opcode, new string('x', length), isFinal);
        // More than all buffers hold.
        var next = WebSocketFrame.Of(isFinal ? WebSocketFrame.Text : WebSocketFrame.Continuation, new string('y', 60_000), isFinal);
        var sending = mallory.SendBelowTlsAsync(frame + string.Concat(Enumerable.Repeat(next, 100)));

        Assert.DoesNotContain("mallory:", await mallory.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(status, (int?)mallory.Close.Status);
        await sending;
        mallory.HalfClose();
        await alice.SendAsync("alone\n");
        Assert.Equal("alice:alone", await alice.ReadLineAsync());
    }

    [Fact]
    public async Task A_message_of_the_maximum_length_is_read()
    {
        await using var server = await StartAsync();
        using var alice = await JoinAsync(server, "alice");
        var line = new string('x', 1023);

        var received = alice.ReadLinesAsync(1024);
        await alice.SendFrameAsync(
            string.Concat(Enumerable.Repeat(line + "\n", 1024)).Bytes(), WebSocketMessageType.Text, endOfMessage: true);

        Assert.All(await received, echo => Assert.Equal($"alice:{line}", echo));
    }

    [Fact]
    public async Task The_end_of_the_stream_without_a_close_frame_discards_a_message_that_is_not_complete()
    {
        await using var server = await StartAsync();
        using var meter = new MeterReader(server.MeterFactory);
        using var alice = await JoinAsync(server, "alice");
        using var bob = await LineClient.ConnectAsync(await server.EndpointAsync(Door.Ws));
        await bob.SendAsync(
            WebSocketUpgrade.Request() + WebSocketFrame.Of(WebSocketFrame.Text, "bob\nhello") + WebSocketFrame.Of(WebSocketFrame.Text, "never", isFinal: false));
        Assert.Equal("bob:hello", await alice.ReadLineAsync());

        bob.HalfClose();

        await Eventually.TrueAsync(() => meter["akkachat.connection.ended{reset,ws}"] == 1, "bob has left");
        await alice.SendAsync("alone\n");
        Assert.Equal("alice:alone", await alice.ReadLineAsync());
    }

    [Fact]
    public async Task A_refused_client_gets_the_line_and_a_code_that_tells_whether_to_come_back()
    {
        await using var server = await StartAsync(("limits.max-connections", "2"), ("username.unique", "on"), ("password", "secret"));
        using var alice = await server.ConnectAsync();
        await alice.SendAsync("alice:secret\nhello\n");
        Assert.Equal("alice:hello", await alice.ReadLineAsync());

        await ExpectRefusalAsync("bob:guess", "wrong password, send username:password", 1008, "wrong-password");
        await ExpectRefusalAsync("server:secret", "username must not be 'server'", 1008, "invalid-username");
        await ExpectRefusalAsync("alice:secret", "username is in use", 1008, "name-taken");
        using var unnamed = await server.ConnectAsync();
        await server.FindAsync("/user/connections/*", 2);
        await ExpectRefusalAsync("bob:secret", "the room is full", 1013, "room-full");

        async Task ExpectRefusalAsync(string name, string text, int status, string reason)
        {
            using var client = await ConnectAsync(server);
            await client.SendAsync($"{name}\n");
            Assert.Equal($"server:{text}\n", await client.ReadToEndAsync());
            Assert.Equal(((WebSocketCloseStatus)status, reason), client.Close);
            client.HalfClose();
        }
    }

    [Fact]
    public async Task A_member_learns_why_the_server_closes()
    {
        await using var server = await StartAsync(("akka.loglevel", "OFF"));
        using var alice = await JoinAsync(server, "alice");
        var member = Assert.Single(await server.FindAsync("/user/connections/*"));
        Assert.Single(await server.FindAsync("/user/room")).Tell(new RoomMessages.Say(null!), member);
        Assert.Equal("", await alice.ReadToEndAsync());
        Assert.Equal(((WebSocketCloseStatus)1012, "room-restarted"), alice.Close);
        alice.HalfClose();

        using var bob = await JoinAsync(server, "bob");
        await server.StopAsync();
        Assert.Equal("", await bob.ReadToEndAsync());
        Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "shutdown"), bob.Close);
    }

    [Fact]
    public async Task A_client_that_answers_no_ping_is_disconnected_and_one_that_does_stays()
    {
        await using var server = await StartAsync(("keep-alive.idle", "1s"), ("keep-alive.interval", "1s"), ("keep-alive.count", "1"));
        using var meter = new MeterReader(server.MeterFactory);
        using var alive = await JoinAsync(server, "alive");
        using var vanished = await JoinAsync(server, "vanished");
        Assert.Equal("vanished:vanished is here", await alive.ReadLineAsync());

        // A client of .NET answers pings while it reads, and only then.
        var line = alive.ReadLineAsync();
        await Eventually.TrueAsync(() => meter["akkachat.connection.ended{reset,ws}"] == 1, "the silent one is gone");

        await alive.SendAsync("still here\n");
        Assert.Equal("alive:still here", await line);
    }

    [Fact]
    public async Task Thousands_of_half_open_requests_keep_out_no_client_of_the_other_doors_and_for_a_short_time_those_of_this_one()
    {
        await using var server = await StartAsync();
        using var alice = await JoinAsync(server, "alice");
        var endpoint = await server.EndpointAsync(Door.Ws);
        var crowd = await Task.WhenAll(Enumerable.Range(0, 2000).Select(async i =>
        {
            var client = await LineClient.ConnectAsync(endpoint);
            await Record.ExceptionAsync(() => client.SendAsync(WebSocketUpgrade.Request()[..(i % 100)]));
            return client;
        }));

        using var bob = await server.JoinAsync("bob");
        Assert.Equal("bob:bob is here", await alice.ReadLineAsync());
        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await bob.ReadLineAsync());
        using var carol = await Eventually.SucceedsAsync(() => JoinAsync(server, "carol"), "a newcomer joins");

        Assert.All(crowd, client => client.Dispose());
    }

    [Theory]
    [InlineData("Origin: https://evil.example\r\n", false)]
    [InlineData("Origin: null\r\n", false)]
    [InlineData("Origin: http://localhost\r\nOrigin: http://localhost\r\n", false)]
    [InlineData("Origin: http://localhost\r\n", true)]
    [InlineData("", true)]
    public async Task A_page_of_another_origin_is_refused_and_counted(string headers, bool isAllowed)
    {
        await using var server = await StartAsync();
        using var meter = new MeterReader(server.MeterFactory);
        using var client = await LineClient.ConnectAsync(await server.EndpointAsync(Door.Ws));

        await client.SendAsync(WebSocketUpgrade.Request(headers));

        Assert.StartsWith(isAllowed ? "HTTP/1.1 101 " : "HTTP/1.1 403 ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await Eventually.TrueAsync(
            () => meter[isAllowed ? "akkachat.connection.accepted{ws}" : "akkachat.connection.refused{foreign-origin,ws}"] == 1, "it is counted");
    }

    [Fact]
    public async Task The_origins_that_are_listed_replace_the_own_host()
    {
        await using var server = await StartAsync(("web.origins", "https://chat.example.org"));
        foreach (var (origin, status) in new[] { ("http://localhost", 403), ("https://chat.example.org", 101) })
        {
            using var client = await LineClient.ConnectAsync(await server.EndpointAsync(Door.Ws));
            await client.SendAsync(WebSocketUpgrade.Request($"Origin: {origin}\r\n"));
            Assert.StartsWith($"HTTP/1.1 {status} ", await client.ReadLineAsync(), StringComparison.Ordinal);
        }
    }

    private static async Task<LineClient> ConnectAsync(RunningServer server) =>
        await LineClient.ConnectAsync(await server.EndpointAsync(Door.Ws), webSocket: true);

    private static async Task<LineClient> JoinAsync(RunningServer server, string name) =>
        await LineClient.JoinAsync(await server.EndpointAsync(Door.Ws), name, webSocket: true);

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("web.listen", "127.0.0.1:0"), .. settings]);
}
