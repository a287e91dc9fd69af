using AkkaChat.TerminalClient.Screen;
using AkkaChat.TerminalClient.Session;
using AkkaChat.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Terminal.Gui.App;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;

namespace AkkaChat.Tests.TerminalClient;

/// <summary>The whole screen without a terminal: what its cells show after keys and lines.</summary>
public sealed class ChatScreenTests : IAsyncLifetime, IDisposable
{
    private readonly FakeRoom _room = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ChatSession _session;
    private readonly IApplication _app;
    private readonly ChatScreen _screen;
    private FakeRoomClient _client = null!;
    private int _bells;

    public ChatScreenTests()
    {
        _session = new ChatSession(
            _room.Connector(), new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero)), () => 1, "alice", null);
        var context = SynchronizationContext.Current;
        ChatTerminal.Configure();
        _app = Application.Create();
        _app.Init(DriverRegistry.Names.ANSI);
        ChatTerminal.BindKeys(_app);
        _app.Driver!.SetScreenSize(40, 8);
        _screen = new ChatScreen(_session, () => _bells++);
        _app.Begin(_screen);
        // The library's own would run what the test awaits in a main loop, which does not run here.
        SynchronizationContext.SetSynchronizationContext(context);
    }

    public async Task InitializeAsync()
    {
        _ = Task.Run(() => _session.RunAsync(_end.Token));
        _client = await _room.AcceptAsync("alice");
        await _client.SendAsync("bob:welcome\n");
        await ShowsAsync("bob welcome");
    }

    public Task DisposeAsync() => _end.CancelAsync();

    public void Dispose()
    {
        _client.Dispose();
        _room.Dispose();
        _screen.Dispose();
        _app.Dispose();
        _end.Dispose();
    }

    [Fact]
    public void Lines_stand_above_the_status_and_the_input()
    {
        var rows = Rows();

        Assert.Equal("12:00 bob welcome", rows[^3]);
        Assert.Equal($" ● {_session.Address} · alice", rows[^2]);
        Assert.Equal(">", rows[^1]);
    }

    [Fact]
    public async Task Lines_of_others_do_not_disturb_what_is_being_typed()
    {
        Type("half a 想");
        await _client.SendAsync("bob:" + string.Concat(Enumerable.Repeat("very long ", 20)) + "\n");

        await ShowsAsync("very long very long");

        Assert.Equal("> half a 想", Rows()[^1]);
        Type("t");
        Assert.Equal("> half a 想t", Rows()[^1]);
    }

    [Fact]
    public async Task A_long_line_is_indented_below_its_author_and_wide_characters_are_whole()
    {
        await _client.SendAsync("bob:a rather long line, which has to be wrapped\nzoë:日本語のとても長い文章がここにあります e\u0301\n");

        await ShowsAsync("e\u0301");

        Assert.Equal(
            ["12:00 bob a rather long line, which has", "      to be wrapped", "12:00 zoë 日本語のとても長い文章がここに", "      あります e\u0301"], Rows()[^6..^2]);
    }

    [Fact]
    public async Task Markup_and_escape_sequences_are_text()
    {
        await _client.SendAsync("bob:[red]_x_[/] \u001b[2J\u009b31m <b>\n");

        await ShowsAsync("12:00 bob [red]_x_[/] ?[2J?31m <b>");
    }

    [Fact]
    public async Task A_name_has_always_the_same_colour_and_a_mention_rings()
    {
        await _client.SendAsync("bob:hello\n");
        await ShowsAsync("bob hello");
        var colors = Enumerable.Range(0, 8).Where(row => Rows()[row].Contains("bob", StringComparison.Ordinal)).Select(row => StyleAt(row, 6).Foreground).Distinct();
        Assert.NotEqual(Color.None, Assert.Single(colors));
        Assert.Equal(0, _bells);

        await _client.SendAsync("bob:Alice?\nbob:ALICE!\n");

        await ShowsAsync("bob ALICE!");
        Assert.InRange(_bells, 1, 2);
        Assert.True(StyleAt(5, 6).Style.HasFlag(TextStyle.Reverse));
    }

    [Fact]
    public void Every_colour_can_be_read_on_its_background()
    {
        LogEntry[] entries =
        [
            .. Enumerable.Range(0, 100).Select(i => new LogEntry(LogEntryKind.Message, $"name{i}", "hello", default)),
            .. new[] { LogEntryKind.Server, LogEntryKind.Warning, LogEntryKind.Gap }.Select(kind => new LogEntry(kind, "server", "hello", default)),
        ];
        IEnumerable<Color> Colors(bool isOnLight) =>
            entries.SelectMany(entry => EntryLayout.Rows(entry, 40, isOnLight)[0]).Select(run => run.Style.Foreground);

        Assert.Empty(Colors(isOnLight: false).Intersect([Color.Blue, Color.Magenta, Color.Red]));
        Assert.Empty(Colors(isOnLight: true).Intersect([Color.Yellow, Color.BrightYellow, Color.BrightCyan, Color.BrightGreen]));
    }

    [Theory]
    [InlineData(46, "───── Not connected from 12:00:00 to 12:00:09 ")]
    [InlineData(42, "Not connected from 12:00:00 to 12:00:09 ──")]
    [InlineData(20, "Not connected from …")]
    public void A_line_through_the_log_has_room_for_its_text_first(int width, string expected)
    {
        var gap = new LogEntry(LogEntryKind.Gap, "", "Not connected from 12:00:00 to 12:00:09", default);

        Assert.Equal(expected, Assert.Single(EntryLayout.Rows(gap, width, isOnLight: false).Single()).Text);
    }

    [Fact]
    public async Task A_hint_does_not_hide_that_the_connection_is_lost()
    {
        Type("/nonsense");
        Press(Key.Enter);
        Assert.StartsWith(" No command", Rows()[^2], StringComparison.Ordinal);

        _client.Reset();

        await ShowsAsync("Next attempt in 1 s.");
    }

    [Fact]
    public async Task Enter_sends_and_an_own_line_has_no_colour()
    {
        Type("hello");
        Press(Key.Enter);
        Assert.Equal("hello", await _client.ReadLineAsync());
        Assert.Equal(">", Rows()[^1]);

        await _client.SendAsync("alice:hello\nalice:hello\n");

        await ShowsAsync("alice hello");
        await Eventually.TrueAsync(() => Rows()[4].EndsWith("alice hello", StringComparison.Ordinal) && Rows()[5].EndsWith("alice hello", StringComparison.Ordinal), "both are shown");
        Assert.Equal(Color.None, StyleAt(4, 6).Foreground);
        // Of another member that has the same name.
        Assert.NotEqual(Color.None, StyleAt(5, 6).Foreground);
    }

    [Fact]
    public async Task A_slash_begins_a_command_and_two_send_one()
    {
        Type("/nonsense");
        Press(Key.Enter);
        Assert.StartsWith(" No command /nonsense", Rows()[^2], StringComparison.Ordinal);
        Type("/name a:b");
        Press(Key.Enter);
        Assert.StartsWith(" /name NAME: a name cannot have a colon", Rows()[^2], StringComparison.Ordinal);
        Type("/help");
        Press(Key.Enter);
        Assert.Equal("      Up, Down     bring back your lines", Rows()[^3]);

        Type("//etc");
        Press(Key.Enter);

        Assert.Equal("/etc", await _client.ReadLineAsync());
        Type("/name älice");
        Press(Key.Enter);
        using var again = await _room.AcceptAsync("älice");
    }

    [Fact]
    public void The_input_has_the_keys_of_a_shell()
    {
        Type("the quick brown fox");
        Press(Key.W.WithCtrl);
        Assert.Equal("> the quick brown", Rows()[^1]);
        Press(Key.A.WithCtrl, Key.D.WithAlt);
        Assert.Equal(">  quick brown", Rows()[^1]);
        Press(Key.E.WithCtrl, Key.Y.WithCtrl);
        Type("!");
        Assert.Equal(">  quick brown the!", Rows()[^1]);
        Press(Key.Backspace.WithAlt, Key.CursorLeft, Key.CursorLeft, Key.K.WithCtrl);
        Assert.Equal(">  quick brow", Rows()[^1]);
        Press(Key.B.WithAlt, Key.U.WithCtrl);
        Assert.Equal("> brow", Rows()[^1]);
        Press(Key.F.WithCtrl, Key.D.WithCtrl, Key.B.WithCtrl);
        Type("👍");
        Assert.Equal("> 👍bow", Rows()[^1]);
        Press(Key.C.WithCtrl);
        Assert.Equal(">", Rows()[^1]);
        Type("cafe\u0301s");
        Assert.Equal("> cafe\u0301s", Rows()[^1]);
    }

    [Fact]
    public void The_input_keeps_no_text_to_undo_a_change()
    {
        Type("draft");

        _screen.SubViews.OfType<InputLine>().Single().InvokeCommand(Command.Undo);

        Assert.Equal("> draft", Rows()[^1]);
    }

    [Fact]
    public async Task Up_brings_back_what_was_sent()
    {
        foreach (var line in (string[])["one", "two"])
        {
            Type(line);
            Press(Key.Enter);
            Assert.Equal(line, await _client.ReadLineAsync());
        }

        Type("dra");
        Press(Key.CursorUp, Key.CursorUp);
        Assert.Equal("> one", Rows()[^1]);
        Press(Key.CursorDown, Key.N.WithCtrl);
        Type("ft");

        Assert.Equal("> draft", Rows()[^1]);
    }

    [Fact]
    public async Task A_paste_of_several_lines_is_sent_only_after_a_question()
    {
        Type("draft");
        _app.RaisePasteEvent("one\r\n\r\ntwo\u001b\n");
        Assert.Equal(" Send these 2 lines? Enter sends them, …", Rows()[^2]);
        Press(Key.Esc);
        Assert.StartsWith(" ●", Rows()[^2], StringComparison.Ordinal);
        _app.RaisePasteEvent("three\nfour\n");
        Press(Key.Enter);

        Assert.Equal("three", await _client.ReadLineAsync());
        Assert.Equal("four", await _client.ReadLineAsync());
        Assert.Equal("> draft", Rows()[^1]);
        _app.RaisePasteEvent(" and\tmore\n");
        Assert.Equal("> draft and more", Rows()[^1]);
        _app.RaisePasteEvent(string.Concat(Enumerable.Repeat("x\n", 101)));
        Assert.Equal(" Not sent: these are 101 lines; at most…", Rows()[^2]);
    }

    [Fact]
    public async Task Scrolling_back_stays_where_it_is_counts_what_comes_and_marks_it()
    {
        await _client.SendAsync(string.Concat(Enumerable.Range(1, 20).Select(i => $"bob:line {i}\n")));
        await ShowsAsync("line 20");
        Press(Key.PageUp);
        Assert.Equal("12:00 bob line 15", Rows()[^3]);

        await _client.SendAsync("bob:line 21\nbob:line 22\n");
        await ShowsAsync("2 new lines ↓");
        Assert.Equal("12:00 bob line 15", Rows()[^3]);

        Press(Key.PageDown);
        Assert.Equal(["12:00 bob line 15", "12:00 bob line 16"], Rows()[..2]);
        Assert.Equal("12:00 bob line 20", Rows()[^3]);
        Press(Key.Esc);
        Assert.StartsWith("───── New ───", Rows()[3], StringComparison.Ordinal);
        Assert.Equal("12:00 bob line 22", Rows()[^3]);
        Assert.DoesNotContain("new line", Rows()[^2], StringComparison.Ordinal);

        Type("seen");
        Press(Key.Enter);
        Assert.DoesNotContain(Rows(), row => row.Contains("New", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_terminal_of_another_size_is_filled_anew()
    {
        await _client.SendAsync("bob:some words that do not fit\n");
        await ShowsAsync("not fit");

        _app.Driver!.SetScreenSize(16, 6);
        Assert.Equal(["bob some words", "that do not fit"], Rows()[^4..^2]);
        _app.Driver!.SetScreenSize(1, 1);
        Rows();
        _app.Driver!.SetScreenSize(60, 8);

        Assert.Equal("12:00 bob some words that do not fit", Rows()[^3]);
    }

    [Fact]
    public async Task During_a_flood_the_newest_line_is_shown_while_one_types()
    {
        await _client.SendAsync(string.Concat(Enumerable.Range(1, 100_000).Select(i => $"bob:line {i}\n")));
        Type("still here");

        await ShowsAsync("line 100000");

        Assert.Equal("> still here", Rows()[^1]);
    }

    [Fact]
    public async Task A_text_stays_in_the_input_until_there_is_a_connection()
    {
        _client.Reset();
        await ShowsAsync("Not connected since 12:00");
        Assert.StartsWith(" ○ Next attempt in 1 s. The connection", Rows()[^2], StringComparison.Ordinal);
        Type("wait");

        Press(Key.Enter);

        Assert.Equal("> wait", Rows()[^1]);
        Assert.StartsWith(" Not connected: your text stays here", Rows()[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paste_waits_with_its_question_until_there_is_a_connection()
    {
        _client.Reset();
        await ShowsAsync("Not connected since 12:00");
        _app.RaisePasteEvent("one\ntwo\n");
        Press(Key.Enter);
        Assert.Equal(" Not connected. Send these 2 lines? Ent…", Rows()[^2]);

        _session.Reconnect();
        using var again = await _room.AcceptAsync("alice");
        await again.SendAsync("bob:hi\n");
        await ShowsAsync(" Send these 2 lines? Enter sends them, …");
        Press(Key.Enter);

        Assert.Equal("one", await again.ReadLineAsync());
        Assert.Equal("two", await again.ReadLineAsync());
    }

    [Fact]
    public async Task A_password_is_not_shown()
    {
        await _client.EndAsync("server:wrong password, send username:password\n");
        _client.Dispose();
        Type("/reconnect");
        Press(Key.Enter);
        using (var refused = await _room.AcceptAsync("alice"))
            await refused.EndAsync("server:wrong password, send username:password\n");
        await ShowsAsync("Password:");

        Press(Key.C.WithCtrl);
        Assert.Equal(" Ctrl+D leaves.", Rows()[^2]);
        Type("sesam");
        Press(Key.U.WithCtrl);
        Type("sesame");
        Assert.DoesNotContain("sesame", Rows()[^1], StringComparison.Ordinal);
        Press(Key.Enter);

        _client = await _room.AcceptAsync("alice:sesame");
        await _client.SendAsync("bob:hi\n");
        await ShowsAsync("bob hi");
        Press(Key.Y.WithCtrl);
        Assert.Equal(">", Rows()[^1]);
        Press(Key.CursorUp);
        Assert.Equal("> /reconnect", Rows()[^1]);
    }

    [Fact]
    public async Task The_draft_is_there_again_after_the_password()
    {
        Type("draft");
        await _client.EndAsync("server:wrong password, send username:password\n");
        await ShowsAsync("Password:");
        _client.Dispose();
        Assert.Equal("Password:", Rows()[^1]);

        Type("sesame");
        Press(Key.Enter);

        _client = await _room.AcceptAsync("alice:sesame");
        Assert.Equal("> draft", Rows()[^1]);
    }

    private void Type(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            _app.InjectKey(rune.IsBmp ? new Key((char)rune.Value) : new Key((KeyCode)rune.Value));
    }

    private void Press(params Key[] keys)
    {
        foreach (var key in keys)
            _app.InjectKey(key);
    }

    /// <summary>The rows of the terminal, without the spaces at the ends of the rows.</summary>
    private string[] Rows()
    {
        _screen.Refresh();
        _app.LayoutAndDraw();
        return [.. _app.Driver!.ToString().TrimEnd('\n').Split('\n').Select(row => row.TrimEnd(' ', '\r'))];
    }

    private Terminal.Gui.Drawing.Attribute StyleAt(int row, int column)
    {
        Rows();
        return _app.Driver!.Contents![row, column].Attribute!.Value;
    }

    private Task ShowsAsync(string text) =>
        Eventually.TrueAsync(() => Rows().Any(row => row.Contains(text, StringComparison.Ordinal)), $"'{text}' is shown");
}
