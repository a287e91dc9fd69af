using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>The wire protocol, byte for byte, over real sockets.</summary>
public sealed class ProtocolTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_message_reaches_its_author_and_every_other_member()
    {
        using var alice = await _server.JoinAsync("alice");
        using var bob = await _server.JoinAsync("bob");
        Assert.Equal("bob:bob is here", await alice.ReadLineAsync());

        await alice.SendAsync("hello\n");

        Assert.Equal("alice:hello", await alice.ReadLineAsync());
        Assert.Equal("alice:hello", await bob.ReadLineAsync());
    }

    [Theory]
    [InlineData("bot\nhello\n", "bot:hello\n")]
    [InlineData("bot\r\nhello\r\n", "bot:hello\n")]
    [InlineData("  spacy bot \t\r\nhello\n", "spacy bot:hello\n")]
    [InlineData("bot\n\n", "bot:\n")]
    [InlineData("bot\n\r\n\r\n", "bot:\nbot:\n")]
    [InlineData("bot\n two  spaces \n", "bot: two  spaces \n")]
    [InlineData("bot\na:b::c\n", "bot:a:b::c\n")]
    [InlineData("bot\n:\n", "bot::\n")]
    [InlineData("bot\n\ttab\t\n", "bot:\ttab\t\n")]
    [InlineData("bot\none\ntwo\r\nthree\n", "bot:one\nbot:two\nbot:three\n")]
    [InlineData("bot\nlast without LF", "bot:last without LF\n")]
    [InlineData("bot\none\nlast without LF", "bot:one\nbot:last without LF\n")]
    [InlineData("bot\n\u00C3\u00BC \u00F0\u009F\u0098\u0080\n", "bot:\u00C3\u00BC \u00F0\u009F\u0098\u0080\n")]
    public async Task A_client_that_half_closes_receives_its_own_lines_and_FIN_in_any_segmentation(
        string sent, string received)
    {
        Assert.Equal(received, await ExchangeAsync([sent]));
        Assert.Equal(received, await ExchangeAsync(sent.Select(single => $"{single}")));
    }

    [Fact]
    public async Task Every_other_member_receives_the_last_line_of_a_client_that_half_closes()
    {
        using var alice = await _server.JoinAsync("alice");

        await ExchangeAsync(["bot\nhello\nlast"]);

        Assert.Equal(["bot:hello", "bot:last"], await alice.ReadLinesAsync(2));
    }

    [Fact]
    public async Task A_client_that_half_closes_receives_megabytes_of_its_own_lines()
    {
        var content = new string('x', 1000);

        var received = await ExchangeAsync(["bot\n" + string.Concat(Enumerable.Repeat(content + "\n", 2000))]);

        Assert.Equal(string.Concat(Enumerable.Repeat($"bot:{content}\n", 2000)), received);
    }

    [Fact]
    public async Task Neither_history_nor_joins_nor_leaves_are_sent()
    {
        using var alice = await _server.JoinAsync("alice");
        await alice.SendAsync("history\n");
        Assert.Equal("alice:history", await alice.ReadLineAsync());

        Assert.Equal("bob:hello\n", await ExchangeAsync(["bob\nhello\n"]));

        alice.HalfClose();
        Assert.Equal("bob:hello\n", await alice.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_without_a_name_receives_nothing_and_delays_no_member()
    {
        using var silent = await _server.ConnectAsync();
        using var halfNamed = await _server.ConnectAsync();
        await halfNamed.SendAsync("half a na");
        using var alice = await _server.JoinAsync("alice");

        for (var i = 0; i < 10; i++)
        {
            await alice.SendAsync($"{i}\n");
            Assert.Equal($"alice:{i}", await alice.ReadLineAsync());
        }

        silent.HalfClose();
        Assert.Equal("", await silent.ReadToEndAsync());
        halfNamed.HalfClose();
        Assert.Equal("", await halfNamed.ReadToEndAsync());
    }

    [Fact]
    public async Task Two_members_may_have_the_same_name()
    {
        using var one = await _server.JoinAsync("twin");
        using var two = await _server.JoinAsync("twin");
        await one.ReadLineAsync();

        await two.SendAsync("me\n");
        Assert.Equal("twin:me", await one.ReadLineAsync());
        await one.SendAsync("no, me\n");
        Assert.Equal(["twin:me", "twin:no, me"], await two.ReadLinesAsync(2));
    }

    [Theory]
    [InlineData("a:b\nhello\n", "server:username must not contain ':'\n")]
    [InlineData("\nhello\n", "server:username must not be empty\n")]
    [InlineData("server\nhello\n", "server:username must not be 'server'\n")]
    [InlineData("\u00C3\u0028\nhello\n", "server:username must be valid UTF-8\n")]
    public async Task A_client_with_an_invalid_name_receives_the_reason_and_FIN_and_no_member_sees_it(
        string sent, string received)
    {
        using var alice = await _server.JoinAsync("alice");
        using var refused = await _server.ConnectAsync();

        await refused.SendAsync(sent);

        Assert.Equal(received, await refused.ReadToEndAsync());
        alice.HalfClose();
        Assert.Equal("", await alice.ReadToEndAsync());
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_reported_to_its_author_only_and_the_session_goes_on()
    {
        using var alice = await _server.JoinAsync("alice");
        using var bob = await _server.JoinAsync("bob");
        await alice.ReadLineAsync();
        var longest = new string('x', 65536);

        await bob.SendAsync($"{longest}\n{longest}y\nshort\n");

        Assert.Equal([$"bob:{longest}", "bob:short"], await alice.ReadLinesAsync(2));
        var received = await bob.ReadLinesAsync(3);
        Assert.Single(received, "server:message longer than 65536 bytes was not sent");
        Assert.Equal(
            [$"bob:{longest}", "bob:short"],
            received.Where(line => line.StartsWith("bob:", StringComparison.Ordinal)));
    }

    /// <summary>Sends the segments and FIN, and returns everything received up to the server's FIN.</summary>
    private async Task<string> ExchangeAsync(IEnumerable<string> segments)
    {
        using var client = await _server.ConnectAsync();
        foreach (var segment in segments)
            await client.SendAsync(segment);
        client.HalfClose();
        return await client.ReadToEndAsync();
    }
}
