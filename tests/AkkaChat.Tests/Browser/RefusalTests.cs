using System.Text.RegularExpressions;
using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace AkkaChat.Tests.Browser;

/// <summary>The page when the server refuses it.</summary>
[Collection(BrowserGroup.Name)]
public sealed class RefusalTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Password = "k\u00F6nig: 7";

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_refused_name_is_not_tried_again_and_the_form_has_the_words_of_the_server()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await OpenWithClockAsync();

        await tab.SubmitAsync("SERVER");

        await Expect(tab.Trouble).ToHaveTextAsync("The server says: \u201Cusername must not be 'server'\u201D.");
        await Expect(tab.Page.Locator("#name[aria-invalid=true]")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("#name")).ToBeFocusedAsync();
        await AssertNotTriedAgainAsync(tab, 1);
        await tab.SubmitAsync("Anna");
        await WelcomeAsync(tab);
        await Expect(tab.Draft).ToBeFocusedAsync();
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_name_that_another_member_has_is_not_tried_again()
    {
        await StartServerAsync(("username.unique", "on"));
        await AddHostAsync();
        var tab = await OpenWithClockAsync();

        await tab.SubmitAsync("host");

        await Expect(tab.Trouble).ToHaveTextAsync("Somebody here already has this name. The server says: \u201Cusername is in use\u201D.");
        await AssertNotTriedAgainAsync(tab, 1);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_banned_name_is_refused_as_a_name()
    {
        var (tab, room) = await OpenFakeAsync();
        await tab.SubmitAsync("Mallory");
        await room.RefuseAsync(ServerMessages.NameBanned("spam"), 1008, "banned");

        await Expect(tab.Trouble).ToHaveTextAsync("The server says: \u201Cthis username is refused for now: spam\u201D.");
        await Expect(tab.Page.Locator("#name[aria-invalid=true]")).ToBeVisibleAsync();
        await JoinFakeAsync(tab, room);
        await tab.OpenRenameAsync();
        await tab.SubmitAsync("Mallory");
        await room.RefuseAsync(ServerMessages.NameBanned(""), 1008, "banned");

        Assert.Equal("Anna", (await room.AcceptAsync()).Hello);
        await tab.Page.Clock.RunForAsync(1_500);
        await Expect(tab.Notes.Last).ToHaveTextAsync("\u201CMallory\u201D was refused: this username is refused for now; you are still Anna.");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_banned_address_is_told_that_the_room_is_closed()
    {
        var (tab, room) = await OpenFakeAsync();
        await tab.SubmitAsync("Anna");

        await room.RefuseAsync(ServerMessages.Banned(""), 1008, "banned");

        await Expect(tab.Trouble).ToHaveTextAsync("This room is closed to you. The server says: \u201Cyour address is banned\u201D.");
        await Expect(tab.Page.Locator("[aria-invalid=true]")).ToHaveCountAsync(0);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_name_that_would_be_cut_is_not_sent_and_a_long_one_is_refused()
    {
        await StartServerAsync(("password", Password));
        var tab = await OpenAsync();

        await tab.SubmitAsync("Anna:x", Password);
        await Expect(tab.Page.Locator("#name:invalid:focus")).ToHaveAttributeAsync("title", "A name cannot have a colon (:) in it.");
        Assert.Equal(0, tab.Sockets);
        await tab.SubmitAsync(string.Concat(Enumerable.Repeat("\U0001F98A", 33)), Password);

        await Expect(tab.Trouble).ToHaveTextAsync("The server says: \u201Cusername must not be longer than 32 characters\u201D.");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_wrong_password_is_asked_for_again_and_the_right_one_is_stored_only_if_that_is_ticked()
    {
        await StartServerAsync(("password", Password));
        var tab = await OpenWithClockAsync();
        var password = tab.Page.Locator("#password");
        var empty = tab.Page.Locator("#empty");
        await Expect(password).ToHaveAttributeAsync("autocomplete", "current-password");
        await tab.SubmitAsync("Anna", "wrong");
        await Expect(tab.Trouble).ToHaveTextAsync(
            "That password is not right. The server says: \u201Cwrong password, send username:password\u201D.");
        await Expect(tab.Page.Locator("#password[aria-invalid=true]")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("[aria-invalid=true]")).ToHaveCountAsync(1);
        await Expect(password).ToBeFocusedAsync();
        await AssertNotTriedAgainAsync(tab, 1);

        await tab.SubmitAsync("Anna", Password);
        await JoinedAsync(tab);
        Assert.True(await tab.HasForgottenAsync(Password), "the password is stored");
        await tab.OpenRenameAsync();
        await Expect(password).ToBeHiddenAsync();
        await tab.SubmitAsync("Beatrice");
        await JoinedAsync(tab);
        await tab.Page.ReloadAsync();
        await Expect(tab.Page.Locator("#name")).ToHaveValueAsync("Beatrice");
        await Expect(password).ToHaveValueAsync("");
        await tab.ShowsStateAsync("left");

        await tab.Page.CheckAsync("#remember");
        await tab.SubmitAsync("Anna", Password);
        await JoinedAsync(tab);
        Assert.False(await tab.HasForgottenAsync(Password), "the password is not stored");
        Assert.DoesNotContain('#', tab.Page.Url);
        await tab.Page.ReloadAsync();
        await JoinedAsync(tab);
        await Expect(tab.Notes).ToHaveTextAsync(new Regex("^Reloaded at [0-9:]+: earlier lines are gone.$"));

        await tab.Page.ClickAsync("#menu-button");
        await tab.Page.ClickAsync("#leave");
        await tab.Page.UncheckAsync("#remember");
        await tab.SubmitAsync("Anna", Password);
        await JoinedAsync(tab);
        await Expect(empty).ToHaveTextAsync("Nothing has been said since you joined. You see who is here when they write: say hello!");
        Assert.True(await tab.HasForgottenAsync(Password), "the password is still stored");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_password_that_is_set_while_the_page_is_open_is_asked_for()
    {
        var (tab, room) = await OpenFakeAsync();
        await tab.SubmitAsync("Anna");
        await room.RefuseAsync(ServerMessages.WrongPassword, 1008, "wrong-password");

        await Expect(tab.Page.Locator("#password")).ToBeFocusedAsync();
        await tab.SubmitAsync("Anna", Password);

        Assert.Equal($"Anna:{Password}", (await room.AcceptAsync()).Hello);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_password_that_is_removed_while_the_page_is_open_is_not_sent_again()
    {
        var (tab, room) = await OpenFakeAsync(needsPassword: true);
        await tab.SubmitAsync("Anna", Password);

        await room.RefuseAsync(ServerMessages.UsernameWithColon, 1008, "invalid-username");
        var connection = await room.AcceptAsync();

        Assert.Equal("Anna", connection.Hello);
        connection.Send("host:welcome\n");
        await tab.ShowsStateAsync("connected");
        await Expect(tab.Draft).ToBeFocusedAsync();
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_full_room_is_tried_again_until_there_is_a_place()
    {
        await StartServerAsync(("limits.max-connections", "1"));
        await AddHostAsync();
        var tab = await OpenWithClockAsync();

        await tab.SubmitAsync("Anna");
        await Expect(tab.Trouble).ToHaveTextAsync("The server says: \u201Cthe room is full\u201D.");
        await Expect(tab.Page.Locator("#countdown")).ToHaveTextAsync("Next attempt in 1 s.");
        await Expect(tab.Page.Locator("#join-form")).ToBeVisibleAsync();
        Host.Dispose();
        await Eventually.TrueAsync(() => Members == 0, "the host has left");
        await tab.Page.Clock.RunForAsync(1_000);
        await JoinedAsync(tab);

        await Expect(tab.Page.Locator("#empty")).ToBeVisibleAsync();
        await Expect(tab.Banner).ToBeHiddenAsync();
        await StopServerAsync();
        await tab.ShowsStateAsync("waiting");
        await Expect(tab.Page.Locator("#empty")).ToBeHiddenAsync();
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_page_of_a_foreign_origin_says_so_and_is_tried_again_slowly()
    {
        await StartServerAsync(("web.origins", "[\"https://chat.example.org\"]"));
        var tab = await OpenWithClockAsync();
        await tab.Page.EvaluateAsync("() => { Math.random = () => 1; }");

        await tab.SubmitAsync("Anna");
        await tab.ShowsStateAsync("waiting");
        await tab.Page.Clock.RunForAsync(1_000);

        await Expect(tab.Trouble).ToHaveTextAsync(
            "The server does not accept pages of this address; whoever runs it can allow it (web.origins).");
        await Expect(tab.Page.Locator("#countdown")).ToHaveTextAsync("Next attempt in 30 s.");
        Assert.Equal(2, tab.Sockets);
    }

    /// <summary>In a room without a host to say anything.</summary>
    private static async Task JoinedAsync(BrowserTab tab)
    {
        await tab.ShowsStateAsync("joining");
        await tab.Page.Clock.RunForAsync(5_000);
        await tab.ShowsStateAsync("connected");
    }

    private static async Task AssertNotTriedAgainAsync(BrowserTab tab, int sockets)
    {
        await tab.Page.Clock.FastForwardAsync("10:00");
        await tab.ShowsStateAsync("refused");
        Assert.Equal(sockets, tab.Sockets);
    }
}
