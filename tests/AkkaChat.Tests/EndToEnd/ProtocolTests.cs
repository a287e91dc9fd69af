using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>The wire protocol, byte for byte, over real sockets.</summary>
public sealed class ProtocolTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_message_comes_back_to_its_author_and_goes_to_all()
    {
        using var alice = await _server.JoinAsync("alice");
        using var bob = await _server.JoinAsync("bob");
        Assert.Equal("bob:bob is here", await alice.ReadLineAsync());

        await alice.SendAsync("hello\n");

        Assert.Equal("alice:hello", await alice.ReadLineAsync());
        Assert.Equal("alice:hello", await bob.ReadLineAsync());
    }

    [Theory]
    [InlineData("hello\n", "bot:hello\n")]
    [InlineData("hello\r\n", "bot:hello\n")]
    [InlineData("\n", "bot:\n")]
    [InlineData("\r\n\r\n", "bot:\nbot:\n")]
    [InlineData(" two  spaces \n", "bot: two  spaces \n")]
    [InlineData("a:b::c\n", "bot:a:b::c\n")]
    [InlineData(":\n", "bot::\n")]
    [InlineData("\ttab\t\n", "bot:\ttab\t\n")]
    [InlineData("one\ntwo\r\nthree\n", "bot:one\nbot:two\nbot:three\n")]
    [InlineData("last without LF", "bot:last without LF\n")]
    [InlineData("one\nlast without LF", "bot:one\nbot:last without LF\n")]
    [InlineData("gr\u00C3\u00BC\u00C3\u009F dich \u00F0\u009F\u0098\u0080\n", "bot:gr\u00C3\u00BC\u00C3\u009F dich \u00F0\u009F\u0098\u0080\n")]
    public async Task A_client_that_sends_and_half_closes_gets_its_own_echo_and_then_FIN(string sent, string echoed)
    {
        using var bot = await _server.ConnectAsync();
        await bot.SendAsync("bot\n" + sent);
        bot.HalfClose();

        Assert.Equal(echoed, await bot.ReadToEndAsync());
    }

    [Fact]
    public async Task The_others_get_the_lines_of_a_client_that_half_closes()
    {
        using var alice = await _server.JoinAsync("alice");
        using var bot = await _server.ConnectAsync();

        await bot.SendAsync("bot\nhello\nlast");
        bot.HalfClose();

        Assert.Equal(["bot:hello", "bot:last"], await alice.ReadLinesAsync(2));
    }

    [Fact]
    public async Task One_byte_at_a_time_is_as_good_as_many_lines_in_one_segment()
    {
        const string Input = "bot\r\ngr\u00C3\u00BC\u00C3\u009Fe\r\n\n a:b \n\u00E2\u0082\u00AC";
        using var slow = await _server.ConnectAsync();
        foreach (var single in Input)
            await slow.SendAsync(single.ToString());
        slow.HalfClose();
        var echoed = await slow.ReadToEndAsync();

        using var fast = await _server.ConnectAsync();
        await fast.SendAsync(Input);
        fast.HalfClose();

        Assert.Equal("bot:gr\u00C3\u00BC\u00C3\u009Fe\nbot:\nbot: a:b \nbot:\u00E2\u0082\u00AC\n", echoed);
        Assert.Equal(echoed, await fast.ReadToEndAsync());
    }

    [Fact]
    public async Task Nothing_is_sent_but_messages()
    {
        using var alice = await _server.JoinAsync("alice");
        await alice.SendAsync("history\n");
        Assert.Equal("alice:history", await alice.ReadLineAsync());

        // bob comes, says one thing and goes.
        using var bob = await _server.ConnectAsync();
        await bob.SendAsync("bob\nhello\n");
        bob.HalfClose();
        Assert.Equal("bob:hello\n", await bob.ReadToEndAsync());

        alice.HalfClose();
        Assert.Equal("bob:hello\n", await alice.ReadToEndAsync());
    }

    [Fact]
    public async Task Who_never_names_itself_receives_nothing_and_delays_nobody()
    {
        using var nameless = await _server.ConnectAsync();
        using var halfNamed = await _server.ConnectAsync();
        await halfNamed.SendAsync("half a na");
        using var alice = await _server.JoinAsync("alice");

        for (var i = 0; i < 10; i++)
        {
            await alice.SendAsync($"{i}\n");
            Assert.Equal($"alice:{i}", await alice.ReadLineAsync());
        }

        nameless.HalfClose();
        Assert.Equal("", await nameless.ReadToEndAsync());
        halfNamed.HalfClose();
        Assert.Equal("", await halfNamed.ReadToEndAsync());
    }

    [Fact]
    public async Task Two_clients_may_bear_the_same_name()
    {
        using var one = await _server.JoinAsync("twin");
        using var two = await _server.JoinAsync("twin");
        await one.ReadLineAsync();

        await two.SendAsync("me\n");
        Assert.Equal("twin:me", await one.ReadLineAsync());
        await one.SendAsync("no, me\n");
        Assert.Equal(["twin:me", "twin:no, me"], await two.ReadLinesAsync(2));
    }

    [Fact]
    public async Task White_space_around_the_name_is_not_part_of_it()
    {
        using var bot = await _server.ConnectAsync();
        await bot.SendAsync("  spacy bot \t\r\nhello\n");
        bot.HalfClose();

        Assert.Equal("spacy bot:hello\n", await bot.ReadToEndAsync());
    }

    [Theory]
    [InlineData("a:b\nhello\n", "server:username must not contain ':'\n")]
    [InlineData("\nhello\n", "server:username must not be empty\n")]
    [InlineData("server\nhello\n", "server:username must not be 'server'\n")]
    [InlineData("\u00C3\u0028\nhello\n", "server:username must be valid UTF-8\n")]
    public async Task A_bad_name_is_refused_with_one_line_and_FIN_and_nobody_else_sees_it(string sent, string refusal)
    {
        using var alice = await _server.JoinAsync("alice");
        using var bad = await _server.ConnectAsync();

        await bad.SendAsync(sent);

        Assert.Equal(refusal, await bad.ReadToEndAsync());
        alice.HalfClose();
        Assert.Equal("", await alice.ReadToEndAsync());
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_not_sent_and_the_session_goes_on()
    {
        using var alice = await _server.JoinAsync("alice");
        using var bob = await _server.JoinAsync("bob");
        await alice.ReadLineAsync();
        var longest = new string('x', 65536);

        await bob.SendAsync($"{longest}\n{longest}y\nshort\n");

        Assert.Equal([$"bob:{longest}", "bob:short"], await alice.ReadLinesAsync(2));
        var heard = await bob.ReadLinesAsync(3);
        Assert.Single(heard, "server:message longer than 65536 bytes was not sent");
        Assert.Equal([$"bob:{longest}", "bob:short"], heard.Where(line => line.StartsWith("bob:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Resets_in_mid_line_harm_nobody()
    {
        using var alice = await _server.JoinAsync("alice");
        for (var i = 0; i < 20; i++)
        {
            var rude = await _server.ConnectAsync();
            await rude.SendAsync(i % 2 == 0 ? "rude\nnever fin" : "never na");
            rude.Reset();
        }

        await alice.SendAsync("still here\n");

        Assert.Equal("alice:still here", await alice.ReadLineAsync());
    }

    [Fact]
    public async Task A_client_with_a_long_answer_to_come_gets_all_of_it_after_its_FIN()
    {
        var content = new string('x', 1000);
        using var bot = await _server.ConnectAsync();

        await bot.SendAsync("bot\n" + string.Concat(Enumerable.Repeat(content + "\n", 2000)));
        bot.HalfClose();

        var echoed = await bot.ReadToEndAsync();
        Assert.Equal(2000 * ("bot:".Length + content.Length + 1), echoed.Length);
        Assert.All(echoed.Split('\n')[..^1], line => Assert.Equal("bot:" + content, line));
    }
}
