using System.Net;
using System.Text.RegularExpressions;
using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace AkkaChat.Tests.Browser;

/// <summary>Lost connections: against the whole server, or where time has to pass, against a fake with the clock of the page.</summary>
[Collection(BrowserGroup.Name)]
public sealed class ReconnectTests(BrowserFixture browser) : BrowserTest(browser)
{
    [FactIfInstalled(BrowserFixture.Program)]
    public async Task After_a_restart_of_the_server_the_page_comes_back_and_shows_the_gap()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await OpenWithClockAsync();
        await tab.SubmitAsync("Anna");
        await WelcomeAsync(tab);
        await tab.Draft.FillAsync("half a thought");
        var gap = tab.Page.Locator(".note.gap");
        var send = tab.Page.Locator("#send");

        await StopServerAsync();
        await Expect(tab.Banner).ToBeVisibleAsync();
        await tab.Page.Clock.RunForAsync(100);
        await Expect(tab.Page.Locator("#status")).Not.ToHaveTextAsync("Connected");
        await Expect(gap).ToContainTextAsync("Not connected since");
        await Expect(send).ToHaveCSSAsync("opacity", "0.65");
        await tab.Draft.PressAsync("Enter");
        await Expect(tab.Hint).ToHaveTextAsync("Not connected: your text stays here until you are.");
        await StartServerAsync(("web.listen", $"{WebEndpoint}"));
        await AddHostAsync();
        await tab.Page.Clock.RunForAsync(1_000);
        await WelcomeAsync(tab);
        await tab.Page.Clock.ResumeAsync();

        await Expect(tab.Banner).ToBeHiddenAsync();
        await Expect(tab.Hint).ToHaveTextAsync("Connected again. Your text was not sent yet.");
        await Expect(send).ToHaveCSSAsync("opacity", "1");
        await Expect(gap).ToHaveTextAsync(new Regex("^Not connected from [0-9:]+ to [0-9:]+$"));
        await Expect(tab.Contents).ToHaveTextAsync(["welcome", "welcome"]);
        await Expect(tab.Draft).ToHaveValueAsync("half a thought");
        await tab.Draft.PressAsync("Enter");
        await Expect(tab.Hint).ToBeEmptyAsync();
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_lost_connection_that_still_holds_the_name_is_waited_for()
    {
        await StartServerAsync(("username.unique", "on"));
        await AddHostAsync();
        using var proxy = new TcpProxy(new IPEndPoint(IPAddress.Loopback, 0), WebEndpoint);
        var tab = await OpenWithClockAsync(proxy.Endpoint);
        await tab.SubmitAsync("Anna");
        await WelcomeAsync(tab);

        proxy.ResetClients();
        await tab.ShowsStateAsync("waiting");
        await tab.Page.Clock.RunForAsync(1_000);
        await Expect(tab.Banner).ToContainTextAsync(
            "A lost connection of yours, or another window, still has the name. The server says: \u201Cusername is in use\u201D.");
        await Expect(tab.Page.Locator("#rename-instead")).ToBeVisibleAsync();
        Assert.Equal(2, Members);
        proxy.ResetServers();
        await Eventually.TrueAsync(() => Members == 1, "the lost connection is forgotten");
        await tab.Page.Clock.RunForAsync(2_000);
        await WelcomeAsync(tab);
        await tab.Page.Clock.ResumeAsync();

        await tab.SayAsync("here again");
        await Expect(tab.Page.Locator(".line.own .content")).ToHaveTextAsync("here again");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_name_that_stays_taken_is_given_up_after_two_minutes()
    {
        var (tab, room) = await OpenFakeAsync();
        var connection = await JoinFakeAsync(tab, room);
        await connection.CloseAsync(1001, "shutdown");

        var refusals = 0;
        // A run is shorter than the time after which an attempt without a refusal counts as accepted.
        for (var seconds = 0; seconds < 120; seconds += 5)
        {
            await tab.ShowsStateAsync("waiting");
            await tab.Page.Clock.RunForAsync(5_000);
            await room.RefuseAsync("username is in use", 1008, "name-taken");
            refusals++;
        }

        await tab.ShowsStateAsync("waiting");
        await tab.Page.Clock.RunForAsync(5_000);
        await room.RefuseAsync("username is in use", 1008, "name-taken");
        await tab.ShowsStateAsync("refused");
        await Expect(tab.Banner).ToContainTextAsync("Somebody here already has this name. The server says: \u201Cusername is in use\u201D.");
        await tab.Page.Clock.RunForAsync(60_000);
        Assert.Equal(refusals + 2, room.Attempts);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Text_without_an_echo_returns_to_the_draft()
    {
        var (tab, room) = await OpenFakeAsync();
        var connection = await JoinFakeAsync(tab, room);
        await tab.SayAsync("seen");
        connection.Send($"Anna:{await connection.ReadAsync()}\n");
        await tab.SayAsync("unseen\nas well");
        await Expect(tab.Page.Locator(".line.unconfirmed .content")).ToHaveTextAsync(["unseen", "as well"]);
        await Expect(tab.Contents.Last).ToHaveTextAsync("seen");
        await tab.Draft.FillAsync("next");

        await connection.CloseAsync(1012, "room-restarted");

        await Expect(tab.Draft).ToHaveValueAsync("unseen\nas well\nnext");
        await Expect(tab.Hint).ToContainTextAsync("it may have been seen or not");
        await Expect(tab.Page.Locator(".line.unconfirmed")).ToHaveCountAsync(0);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Text_without_an_echo_returns_to_the_draft_also_after_a_reload()
    {
        var (tab, room) = await OpenFakeAsync();
        await JoinFakeAsync(tab, room);
        await tab.SayAsync("unseen");

        await tab.Page.ReloadAsync();

        await Expect(tab.Draft).ToHaveValueAsync("unseen");
        await Expect(tab.Hint).ToContainTextAsync("it may have been seen or not");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_network_that_is_gone_without_a_word_is_noticed_by_the_missing_echo()
    {
        var (tab, room) = await OpenFakeAsync();
        var connection = await JoinFakeAsync(tab, room);
        await tab.SayAsync("hello?");
        await connection.ReadAsync();
        await tab.Page.Clock.RunForAsync(29_000);
        await tab.ShowsStateAsync("connected");
        await tab.SayAsync("anybody?");

        await tab.Page.Clock.RunForAsync(1_000);

        await tab.ShowsStateAsync("waiting");
        await Expect(tab.Draft).ToHaveValueAsync("hello?\nanybody?");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_muted_member_keeps_its_connection_and_gets_its_text_back()
    {
        var (tab, room) = await OpenFakeAsync();
        var connection = await JoinFakeAsync(tab, room);
        var unconfirmed = tab.Page.Locator(".line.unconfirmed");
        await tab.SayAsync("one");
        await connection.ReadAsync();

        connection.Send($"server:{ServerMessages.Muted(TimeSpan.FromSeconds(90), "")}\n");
        await Expect(tab.Hint).ToHaveTextAsync("What you wrote while muted is back here: it was not sent.");
        await Expect(tab.Draft).ToHaveValueAsync("one");
        await Expect(unconfirmed).ToHaveCountAsync(0);
        // The server drops these without a word.
        await tab.Draft.PressAsync("Enter");
        await tab.SayAsync("two");
        await tab.SayAsync("one");
        await Expect(unconfirmed.Locator(".content")).ToHaveTextAsync(["one", "two", "one"]);
        await Expect(unconfirmed.Locator("time").First).ToHaveTextAsync("written while muted");
        await tab.Page.Clock.RunForAsync(60_000);
        await tab.ShowsStateAsync("connected");
        Assert.Equal(1, room.Attempts);

        // The mute is over.
        connection.Send("Anna:one\n");
        await Expect(unconfirmed).ToHaveCountAsync(0);
        await Expect(tab.Draft).ToHaveValueAsync("one\ntwo");
        await tab.SayAsync("three");
        await Expect(unconfirmed.Locator("time")).ToHaveTextAsync("sending\u2026");
        await tab.Page.Clock.RunForAsync(30_000);
        await tab.ShowsStateAsync("waiting");
        await Expect(tab.Draft).ToHaveValueAsync("three");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_member_that_was_idle_comes_back_by_a_button_only()
    {
        var (tab, room) = await OpenFakeAsync();
        var connection = await JoinFakeAsync(tab, room);
        connection.Send("server:no message was sent for 600 seconds\n");
        await connection.CloseAsync(1000, "idle");

        await Expect(tab.Banner).ToContainTextAsync("because you wrote nothing for a while. The server says: \u201Cno message was sent for 600 seconds\u201D.");
        await tab.Page.Clock.FastForwardAsync("10:00");
        await tab.SetHiddenAsync(false);
        Assert.Equal(1, room.Attempts);
        await tab.Page.ClickAsync("#again");

        Assert.Equal("Anna", (await room.AcceptAsync()).Hello);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_member_that_was_expelled_is_told_why_and_keeps_its_log()
    {
        var (tab, room) = await OpenFakeAsync();
        var connection = await JoinFakeAsync(tab, room);
        connection.Send("server:you were asked to leave\n");
        await connection.CloseAsync(1008, "kicked");

        await Expect(tab.Banner).ToContainTextAsync("You were put out of the room. The server says: \u201Cyou were asked to leave\u201D.");
        await tab.Page.Clock.FastForwardAsync("10:00");
        await Expect(tab.Contents).ToHaveTextAsync(["welcome"]);
        Assert.Equal(1, room.Attempts);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Pauses_grow_and_end_at_once_when_the_network_returns_or_the_page_is_looked_at()
    {
        var (tab, room) = await OpenFakeAsync();
        await tab.Page.EvaluateAsync("() => { Math.random = () => 0; }");
        await (await JoinFakeAsync(tab, room)).CloseAsync(1001, "shutdown");
        var attempts = 1;
        foreach (var pause in (int[])[500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
        {
            await tab.ShowsStateAsync("waiting");
            await tab.Page.Clock.RunForAsync(pause - 1);
            Assert.Equal(attempts, room.Attempts);
            await tab.Page.Clock.RunForAsync(1);
            await room.RefuseAsync("the room is full", 1013, "room-full");
            attempts++;
        }

        // The longest that any can be.
        await tab.ShowsStateAsync("waiting");
        await tab.Page.EvaluateAsync("() => { Math.random = () => 1; }");
        await tab.Page.Clock.RunForAsync(15_000);
        await room.RefuseAsync("the room is full", 1013, "room-full");
        await tab.ShowsStateAsync("waiting");
        attempts++;
        await tab.Page.Clock.RunForAsync(29_999);
        Assert.Equal(attempts, room.Attempts);
        await tab.Page.Clock.RunForAsync(1);
        await room.RefuseAsync("the room is full", 1013, "room-full");
        await tab.ShowsStateAsync("waiting");
        await tab.Page.EvaluateAsync("() => window.dispatchEvent(new Event('online'))");
        await room.RefuseAsync("the room is full", 1013, "room-full");
        await tab.ShowsStateAsync("waiting");
        await tab.SetHiddenAsync(false);
        await room.RefuseAsync("the room is full", 1013, "room-full");
        await tab.ShowsStateAsync("waiting");
        await tab.Page.ClickAsync("#again");
        (await room.AcceptAsync()).Send("host:welcome\n");
        await tab.ShowsStateAsync("connected");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_restart_of_the_server_remains_the_cause_and_is_not_waited_for_long()
    {
        var (tab, room) = await OpenFakeAsync();
        await tab.Page.EvaluateAsync("() => { Math.random = () => 1; }");
        await (await JoinFakeAsync(tab, room)).CloseAsync(1001, "shutdown");
        foreach (var pause in (int[])[1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
        {
            await tab.ShowsStateAsync("waiting");
            await Expect(tab.Trouble).ToHaveTextAsync("The server is shutting down or restarting.");
            var attempts = room.Attempts;
            await tab.Page.Clock.RunForAsync(pause - 1);
            Assert.Equal(attempts, room.Attempts);
            await tab.Page.Clock.RunForAsync(1);
            await (await room.AcceptAsync()).CloseAsync(1006, "");
        }
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_connection_that_neither_opens_nor_fails_is_tried_again()
    {
        var (tab, _) = await OpenFakeAsync();
        await tab.Page.EvaluateAsync(
            "() => { window.attempts = 0; window.WebSocket = class { constructor() { attempts++; } close() { } }; }");
        await tab.SubmitAsync("Anna");
        await tab.Page.Clock.RunForAsync(14_999);
        await tab.ShowsStateAsync("connecting");

        await tab.Page.Clock.RunForAsync(1);
        await Expect(tab.Trouble).ToHaveTextAsync("The server cannot be reached.");
        await Expect(tab.Page.Locator("#join-form")).ToBeVisibleAsync();
        await tab.Page.Clock.RunForAsync(1_000);

        Assert.Equal(2, await tab.EvaluateAsync<int>("() => attempts"));
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_slow_network_has_more_time_to_refuse_and_nothing_is_stored_before()
    {
        var (tab, room) = await OpenFakeAsync();
        await tab.Page.FillAsync("#name", "Anna");
        // The socket opens a second later.
        await tab.Page.EvaluateAsync(
            "() => { document.querySelector('#join-button').click(); const now = Date.now; Date.now = () => now() + 1_000; }");
        var connection = await room.AcceptAsync();
        await tab.Page.Clock.RunForAsync(3_499);
        await tab.ShowsStateAsync("joining");
        await tab.Page.Clock.RunForAsync(1);
        await tab.ShowsStateAsync("connected");
        await tab.Page.Clock.RunForAsync(1_499);
        Assert.True(await tab.HasForgottenAsync("Anna"), "the name is stored");

        await connection.CloseAsync(1008, "name-taken");
        await Expect(tab.Trouble).ToBeVisibleAsync();
        Assert.True(await tab.HasForgottenAsync("Anna"), "the refused name is stored");
        await tab.Page.ClickAsync("#join-button");
        await room.AcceptAsync();
        await tab.Page.Clock.RunForAsync(5_000);

        Assert.False(await tab.HasForgottenAsync("Anna"), "the name is not stored");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task The_time_until_a_changed_name_is_refused_is_shown()
    {
        var (tab, room) = await OpenFakeAsync();
        await JoinFakeAsync(tab, room);
        await tab.OpenRenameAsync();
        await tab.SubmitAsync("Ben");
        var connection = await room.AcceptAsync();
        await tab.Page.Clock.RunForAsync(1_000);

        connection.Send("server:username is in use\n");
        await connection.CloseAsync(1008, "name-taken");
        (await room.AcceptAsync()).Send("host:welcome\n");

        await Expect(tab.Notes.First).ToHaveTextAsync(new Regex("^Not connected from [0-9:]+:00 to [0-9:]+:01$"));
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_changed_name_that_is_refused_late_is_not_taken_as_accepted()
    {
        var (tab, room) = await OpenFakeAsync();
        await JoinFakeAsync(tab, room);
        await tab.OpenRenameAsync();
        await tab.SubmitAsync("Ben");
        var connection = await room.AcceptAsync();
        await tab.Page.Clock.RunForAsync(2_000);
        await tab.ShowsStateAsync("connected");

        connection.Send("server:username is in use\n");
        await connection.CloseAsync(1008, "name-taken");

        Assert.Equal("Anna", (await room.AcceptAsync()).Hello);
        Assert.True(await tab.HasForgottenAsync("Ben"), "the refused name is stored");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task The_socket_is_beside_the_page_whatever_its_path_and_scheme()
    {
        var tab = await NewTabAsync();
        var room = await BrowserFakeRoom.OpenAsync(
            tab, new("server", 1000, NeedsPassword: false), "https://example.org/rooms/one/?from=mail#name=Anna");

        await tab.Page.ClickAsync("#join-button");

        var connection = await room.AcceptAsync();
        Assert.Equal("wss://example.org/rooms/one/chat", connection.Url);
        Assert.Equal("Anna", connection.Hello);
    }
}
