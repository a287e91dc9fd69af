using System.Net.Sockets;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>The promises of the chat, kept at every door.</summary>
public sealed class DoorTests
{
    private static readonly (string, string)[] Backpressure = [("message.max-length", "4 KiB"), ("limits.max-pending", "1 MiB")];

    public static TheoryData<string> Doors => [.. DoorServer.Names];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_client_that_half_closes_receives_its_lines_also_the_last_one_without_LF_and_the_end(string door)
    {
        await using var server = await DoorServer.StartAsync(door);
        foreach (var end in (string[])["", "\n"])
        {
            for (var i = 0; i < 10; i++)
            {
                using var client = await server.ConnectAsync();
                await client.SendAsync($"bot\none\ntwo{end}");
                client.HalfClose();

                Assert.Equal("bot:one\nbot:two\n", await client.ReadToEndAsync());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Large_lines_come_back_complete(string door)
    {
        await using var server = await DoorServer.StartAsync(door);
        using var client = await server.JoinAsync("client");
        var lines = Enumerable.Range(0, 40).Select(i => $"{i} ".PadRight(30_000, (char)('a' + (i % 26)))).ToArray();

        var received = client.ReadLinesAsync(lines.Length);
        await client.SendAsync(string.Concat(lines.Select(line => line + "\n")));

        Assert.Equal(lines.Select(line => $"client:{line}"), await received);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Members_of_different_doors_are_in_one_room(string door)
    {
        await using var server = await DoorServer.StartAsync(door);
        using var member = await server.JoinAsync("member");
        using var plain = await server.JoinPlainAsync("plain");

        Assert.Equal("plain:plain is here", await member.ReadLineAsync());
        await member.SendAsync("hello\n");
        Assert.Equal("member:hello", await plain.ReadLineAsync());
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_refused_client_receives_the_reason_and_the_end_whatever_it_still_sends(string door)
    {
        await using var server = await DoorServer.StartAsync(door);
        for (var i = 0; i < 10; i++)
        {
            // Half of the time more than all buffers hold.
            var unread = new string('x', i % 2 == 0 ? 400_000 : 4_000_000);
            using var client = await server.ConnectAsync();
            var sending = client.SendAsync($"server\n{unread}");

            Assert.Equal("server:username must not be 'server'\n", await client.ReadToEndAsync());
            await sending;
        }
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_client_that_reads_only_after_the_server_has_closed_receives_everything_and_the_end(string door)
    {
        await using var server = await DoorServer.StartAsync(door, ("limits.idle-timeout", "1h"));
        using var client = await server.JoinAsync("client", LineClient.UseSmallBuffer);
        var line = new string('x', 30_000);
        await client.SendAsync($"{line}\n");
        await Eventually.TrueAsync(() => server.Meter["akkachat.line.delivered"] == 2, "the kernel has taken the line");

        server.Advance(TimeSpan.FromHours(1));
        await Eventually.TrueAsync(
            () =>
            {
                server.Advance(TimeSpan.FromSeconds(1));
                return server.Meter["akkachat.connection.count"] == 0;
            },
            "the server has closed the connection");

        var lines = (await client.ReadToEndAsync()).Split('\n');
        Assert.Equal($"client:{line}", lines[0]);
        Assert.StartsWith("server:", lines[1], StringComparison.Ordinal);
        Assert.Equal("", Assert.Single(lines[2..]));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_reset_discards_the_partial_line_of_its_client_and_disturbs_no_member(string door)
    {
        await using var server = await DoorServer.StartAsync(door);
        using var alice = await server.JoinAsync("alice");
        for (var i = 0; i < 20; i++)
        {
            var unnamed = await server.ConnectAsync();
            await unnamed.SendAsync("never na");
            unnamed.Reset();

            var rude = await server.ConnectAsync();
            await rude.SendAsync("rude\nhello\nnever fin");
            // Unread input makes the end of a Unix socket a reset.
            await rude.WaitForInputAsync();
            Assert.Equal("rude:hello", await alice.ReadLineAsync());
            rude.Reset();
        }

        await Eventually.TrueAsync(() => server.Meter["akkachat.connection.count"] == 1, "the others have left");
        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await alice.ReadLineAsync());
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_stuck_reader_is_disconnected_after_the_grace_and_no_other_member_loses_a_line(string door)
    {
        await using var server = await DoorServer.StartAsync(door, [.. Backpressure, ("limits.slow-consumer-grace", "10s")]);
        using var stuck = await server.JoinAsync("stuck", LineClient.UseSmallBuffer);
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");
        await alice.ReadLineAsync();
        await stuck.ReadLinesAsync(2);

        // One small part after the other, so that alice and bob are never congested themselves.
        var sent = 0;
        Task<string[][]> Send100Lines()
        {
            var lines = Enumerable.Range(sent, 100).Select(i => $"{i} ".PadRight(1000, 'x')).ToArray();
            sent += lines.Length;
            var received = Task.WhenAll(alice.ReadLinesAsync(lines.Length), bob.ReadLinesAsync(lines.Length));
            return SendAndReceiveAsync();

            async Task<string[][]> SendAndReceiveAsync()
            {
                await alice.SendAsync(string.Concat(lines.Select(line => line + "\n")));
                var expected = lines.Select(line => $"alice:{line}");
                Assert.All(await received, both => Assert.Equal(expected, both));
                return await received;
            }
        }

        Task part;
        do
        {
            part = Send100Lines();
            await Eventually.TrueAsync(() => part.IsCompleted || IsCongested(server), "the lines are there, or the reader is congested");
        }
        while (!IsCongested(server));
        server.Advance(TimeSpan.FromSeconds(10));

        await part;
        await Eventually.TrueAsync(() => server.Meter["akkachat.member.count"] == 2, "the stuck reader is disconnected");
        await Send100Lines();
        Assert.True((await stuck.ReadUntilResetAsync()).Count < sent);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_flood_and_a_stuck_reader_do_not_stop_a_talker(string door)
    {
        await using var server = await DoorServer.StartAsync(door, [.. Backpressure, ("limits.slow-consumer-grace", "1h")]);
        using var stuck = await server.JoinAsync("stuck", LineClient.UseSmallBuffer);
        using var talker = await server.JoinAsync("talker");
        using var flooder = await server.JoinAsync("flooder");
        var flood = Record.ExceptionAsync(() => FloodAsync(flooder));
        var drain = Record.ExceptionAsync(flooder.ReadToEndAsync);
        await Eventually.TrueAsync(() => IsCongested(server), "the stuck reader is congested");

        for (var i = 0; i < 10; i++)
        {
            await talker.SendAsync($"{i}\n");
            await talker.ReadUntilAsync($"talker:{i}");
        }

        Assert.Equal(3, server.Meter["akkachat.member.count"]);
        flooder.Reset();
        stuck.Reset();
        await Task.WhenAll(flood, drain);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_client_beyond_a_limit_of_connections_is_refused_and_the_others_stay(string door)
    {
        (string Limit, string Message)[] limits =
            [("limits.max-connections", "the room is full"), ("limits.max-connections-per-address", "too many connections from your address")];
        foreach (var (limit, message) in limits)
        {
            await using var server = await DoorServer.StartAsync(door, (limit, "2"));
            using var alice = await server.JoinAsync("alice");
            using var unnamed = await server.ConnectAsync();
            await unnamed.SendAsync("unna");
            await server.AdmittedAsync(2);
            using var third = await server.ConnectAsync();
            await third.SendAsync("late\nhello\n");

            if (limit == "limits.max-connections" || server.HasAddress)
                Assert.Equal($"server:{message}\n", await third.ReadToEndAsync());
            else
                Assert.Equal("late:hello", await alice.ReadLineAsync());
            await unnamed.SendAsync("med\nhello\n");
            Assert.Equal("unnamed:hello", await alice.ReadLineAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_client_beyond_a_timeout_receives_the_reason_and_the_end(string door)
    {
        await using var server = await DoorServer.StartAsync(
            door, ("limits.handshake-timeout", "5s"), ("limits.idle-timeout", "7s"));
        using var unnamed = await server.ConnectAsync();
        await unnamed.SendAsync("half a na");
        using var idle = await server.JoinAsync("idle");
        await server.AdmittedAsync(2);

        server.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("server:no username was sent within 5 seconds\n", await unnamed.ReadToEndAsync());
        await idle.SendAsync("still here\n");
        Assert.Equal("idle:still here", await idle.ReadLineAsync());

        server.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal("server:no message was sent for 7 seconds\n", await idle.ReadToEndAsync());
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_rate_limit_delays_a_sender_and_drops_nothing(string door)
    {
        await using var server = await DoorServer.StartAsync(door, ("limits.rate.lines-per-second", "100"));
        using var alice = await server.JoinAsync("alice");
        using var bot = await server.ConnectAsync();
        await bot.SendAsync("bot\n" + string.Concat(Enumerable.Range(0, 150).Select(i => $"{i}\n")));
        bot.HalfClose();

        var expected = Enumerable.Range(0, 150).Select(i => $"bot:{i}").ToArray();
        // One second's worth may come as a burst.
        Assert.Equal(expected[..100], await alice.ReadLinesAsync(100));
        await alice.SendAsync("in between\n");
        Assert.Equal("alice:in between", await alice.ReadLineAsync());

        server.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(expected[100..], await alice.ReadLinesAsync(50));
        Assert.Equal(
            string.Concat(expected[..100].Append("alice:in between").Concat(expected[100..]).Select(line => $"{line}\n")),
            await bot.ReadToEndAsync());
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_shutdown_delivers_every_line_to_every_member_and_then_the_end(string door)
    {
        await using var server = await DoorServer.StartAsync(door);
        var clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => server.JoinAsync($"c{i}")));

        var chatting = clients.Select((client, i) => Task.Run(() => ChatToTheEndAsync(client, i))).ToArray();
        await Eventually.TrueAsync(() => server.Meter["akkachat.line.received"] > 1000, "they talk");
        await server.StopAsync();

        // All have received the same since they joined; the last one to join has the shortest tail.
        var received = await Task.WhenAll(chatting);
        var shortest = received.MinBy(lines => lines.Count)!;
        Assert.All(received, lines => Assert.Equal(shortest, lines[^shortest.Count..]));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_member_that_reads_slowly_receives_every_line_and_the_end_at_a_shutdown(string door)
    {
        const int Lines = 1000;
        await using var server = await DoorServer.StartAsync(door, ("limits.max-pending", "64 MiB"), ("shutdown.grace", "1h"));
        using var slow = await server.JoinAsync("slow", LineClient.UseSmallBuffer);
        using var alice = await server.JoinAsync("alice");
        var line = new string('x', 8000);
        await alice.SendAsync(string.Concat(Enumerable.Repeat(line + "\n", Lines)));
        await alice.SkipLinesAsync(Lines);

        var stopped = server.StopAsync();
        Assert.Equal("", await alice.ReadToEndAsync());
        alice.Dispose();

        Assert.Equal("alice:alice is here", await slow.ReadLineAsync());
        Assert.All(await slow.ReadSlowlyAsync(Lines), received => Assert.Equal($"alice:{line}", received));
        Assert.Null(await slow.ReadLineAsync());
        slow.Dispose();
        await stopped;
    }

    private static bool IsCongested(DoorServer server) => server.Meter["akkachat.member.congested"] > 0;

    private static async Task FloodAsync(LineClient client)
    {
        var lines = string.Concat(Enumerable.Repeat(new string('x', 1000) + "\n", 100));
        while (true)
            await client.SendAsync(lines);
    }

    /// <summary>Sends two lines, waits for their echo, and so on until the server closes; then closes too.</summary>
    /// <returns>All lines received.</returns>
    private static async Task<List<string>> ChatToTheEndAsync(LineClient client, int number)
    {
        var received = new List<string>();
        for (var i = 0; ; i++)
        {
            try
            {
                await client.SendAsync($"{i} a\n{i} b\n");
            }
            catch (SocketException)
            {
                // The server has closed; what it sent before can still be read.
            }

            string? line;
            do
            {
                line = await client.ReadLineAsync();
                if (line is null)
                {
                    client.Dispose();
                    return received;
                }

                received.Add(line);
            }
            while (line != $"c{number}:{i} b");
        }
    }
}
