using AkkaChat.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace AkkaChat.Tests.Browser;

/// <summary>Talking through the page, against the whole server.</summary>
[Collection(BrowserGroup.Name)]
public sealed class ChatRoomTests(BrowserFixture browser) : BrowserTest(browser)
{
    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Two_browsers_and_a_TCP_client_talk_in_one_room()
    {
        await StartServerAsync();
        await AddHostAsync();
        var anna = await JoinAsync("Anna");
        var ben = await JoinAsync("Ben");

        await anna.SayAsync("hello from Anna");
        await Expect(ben.Contents.Last).ToHaveTextAsync("hello from Anna");
        await ben.SayAsync("hello from Ben");
        await Expect(anna.Contents.Last).ToHaveTextAsync("hello from Ben");
        await HostSaysAsync("hello from TCP", "and again");

        string[] talk = ["hello from Anna", "hello from Ben", "hello from TCP", "and again"];
        await Expect(anna.Contents).ToHaveTextAsync(["welcome", "welcome", .. talk]);
        await Expect(ben.Contents).ToHaveTextAsync(["welcome", .. talk]);
        await Expect(anna.Page.Locator(".line.own .content")).ToHaveTextAsync(["hello from Anna"]);
        await Expect(ben.Page.Locator(".line.own .content")).ToHaveTextAsync(["hello from Ben"]);
        // The author of a grouped line is not shown, but read out.
        await Expect(anna.Lines.Last).ToHaveClassAsync("line grouped");
        await Expect(anna.Lines.Last.Locator(".author")).ToHaveTextAsync("host");
        var lines = await Host.ReadUntilAsync("host:and again");
        Assert.Equal(["Anna:hello from Anna", "Ben:hello from Ben"], lines.Where(line => line[0] is 'A' or 'B'));
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Hostile_text_is_shown_as_text_and_stays_in_its_place()
    {
        string[] hostile =
        [
            "<img src=x onerror=alert(1)><script>alert(2)</script>",
            "&lt;b&gt; </div></body> {{settings}}",
            "javascript:alert(1) JAVASCRIPT:alert(1) data:text/html,x",
            "https://example.org/\" onclick=\"alert(1)",
            "\u202Eevil gnitirw \u2067right\u2068 to left",
            new('w', 10_000),
            $"https://example.org/{new string('.', 30_000)}{new string(')', 30_000)}",
            "\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u0644\u064A\u0643\u0645 (10:30)?",
            "\u4F60\u597D\uFF0C\u4E16\u754C \U0001F468\u200D\U0001F469\u200D\U0001F467",
            "Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334\u0319\u0324\u031E\u0349\u035A\u032F\u031E\u0320\u034D",
        ];
        await StartServerAsync();
        await AddHostAsync();
        var tab = await JoinAsync("Anna", new() { ViewportSize = new() { Width = 390, Height = 844 } });

        await HostSaysAsync(hostile);

        await Expect(tab.Contents).ToHaveCountAsync(1 + hostile.Length);
        // Whole, and unchanged.
        Assert.Equal(hostile, (await tab.Contents.AllTextContentsAsync()).Skip(1));
        Assert.Equal(0, await tab.Page.Locator("#log :is(img, script, b)").CountAsync());
        var addresses = await tab.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#log a')].map(link => link.href)");
        Assert.Equal(["https://example.org/", "https://example.org/"], addresses);
        Assert.True(await tab.EvaluateAsync<bool>("() => scroller.scrollWidth <= scroller.clientWidth"), "scrolls sideways");
        // No line turns the direction of anything outside of it, or is painted over others.
        Assert.True(
            await tab.EvaluateAsync<bool>(
                """
                () => [...document.querySelectorAll('#log .line')].every(line =>
                  getComputedStyle(line.querySelector('.content')).unicodeBidi === 'isolate'
                  && getComputedStyle(line.querySelector('.author')).unicodeBidi === 'isolate'
                  && getComputedStyle(line.querySelector('.content')).overflow === 'clip'
                  && getComputedStyle(line.querySelector('.author')).overflow === 'clip'
                  && line.querySelector('.content').getBoundingClientRect().left === line.getBoundingClientRect().left)
                """),
            "a line is out of its place");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Links_end_where_the_address_ends_and_tell_the_other_side_nothing()
    {
        (string Text, string? Address)[] cases =
        [
            ("see https://example.org/a?b=c&d#e.", "https://example.org/a?b=c&d#e"),
            ("(http://example.org/x_(y))!", "http://example.org/x_(y)"),
            ("\u201Chttps://example.org\u201D, he wrote", "https://example.org"),
            ("HTTPS://EXAMPLE.ORG/Path;", "HTTPS://EXAMPLE.ORG/Path"),
            ("https://example.org/\u202Efdp.exe", "https://example.org/"),
            ("https:// is no address, nor is ftp://example.org or xhttp://y.example", null),
            ("https://[", null),
            ("[https://example.org/[a]]])).", "https://example.org/[a]"),
        ];
        await StartServerAsync();
        await AddHostAsync();
        var tab = await JoinAsync("Anna");

        await HostSaysAsync(cases.Select(link => link.Text));

        await Expect(tab.Contents).ToHaveCountAsync(1 + cases.Length);
        var links = await tab.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('#log .content')].slice(1).map(line => line.querySelector('a')?.textContent ?? null)");
        Assert.Equal(cases.Select(link => link.Address), links);
        var link = tab.Page.Locator("#log a").First;
        await Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer");
        await Expect(link).ToHaveAttributeAsync("target", "_blank");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_reader_that_has_scrolled_up_is_not_moved_and_sees_the_count_of_new_lines()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await JoinAsync("Anna");
        var newest = tab.Page.Locator("#newest");
        await HostSaysAsync(Enumerable.Range(0, 100).Select(number => $"line {number}"));
        await Expect(tab.Contents).ToHaveCountAsync(1 + 100);
        await Expect(tab.Contents.Last).ToBeInViewportAsync();
        await Expect(newest).ToBeHiddenAsync();

        var end = await PositionAsync(tab);
        await tab.Page.HoverAsync("#scroller");
        await tab.Page.Mouse.WheelAsync(0, -600);
        await Expect(newest).ToHaveTextAsync("To the newest line \u2193");
        await Eventually.TrueAsync(async () => await PositionAsync(tab) == end - 600, "scrolled by the wheel");
        await HostSaysAsync("one");
        await Expect(newest).ToHaveTextAsync("New lines: 1 \u2193");
        await HostSaysAsync("two", "three");

        await Expect(newest).ToHaveTextAsync("New lines: 3 \u2193");
        Assert.Equal(end - 600, await PositionAsync(tab));
        await newest.ClickAsync();
        await Expect(newest).ToBeHiddenAsync();
        await Expect(tab.Contents.Last).ToHaveTextAsync("three");
        await Expect(tab.Contents.Last).ToBeInViewportAsync();
        await HostSaysAsync("four");
        await Expect(tab.Contents.Last).ToHaveTextAsync("four");
        await Expect(tab.Contents.Last).ToBeInViewportAsync();
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Unread_lines_are_counted_in_the_title_while_the_page_is_hidden()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await JoinAsync("Anna");
        await Expect(tab.Page).ToHaveTitleAsync($"{WebEndpoint}");

        await tab.SetHiddenAsync(true);
        await HostSaysAsync("one", "two");
        await Expect(tab.Page).ToHaveTitleAsync($"(2) {WebEndpoint}");
        await tab.SetHiddenAsync(false);

        await Expect(tab.Page).ToHaveTitleAsync($"{WebEndpoint}");
        await Expect(tab.Contents.Last).ToHaveTextAsync("two");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_mention_is_marked_and_notifies_a_user_who_wants_that_and_looks_elsewhere()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await NewTabAsync();
        await tab.Page.AddInitScriptAsync(
            """
            window.Notification = class {
              static permission = 'default';
              static shown = [];
              static async requestPermission() { return Notification.permission = 'granted'; }
              constructor(title, { body }) { Notification.shown.push(`${title}: ${body}`); }
            };
            """);
        await tab.Page.GotoAsync($"http://{WebEndpoint}/");
        await tab.SubmitAsync("Anna");
        await WelcomeAsync(tab);
        await HostSaysAsync("anna, before");
        await tab.Page.ClickAsync("#menu-button");
        await tab.Page.CheckAsync("#notify");
        await tab.Page.ClickAsync("#menu-close");

        await HostSaysAsync("anna, while visible");
        await Expect(tab.Contents.Last).ToHaveTextAsync("anna, while visible");
        await tab.SetHiddenAsync(true);
        await HostSaysAsync("Joanna and Annabel", "is @ANNA here?");

        await Expect(tab.Page).ToHaveTitleAsync($"(2) {WebEndpoint}");
        await Expect(tab.Page.Locator(".line.mention .content")).ToHaveTextAsync(["anna, before", "anna, while visible", "is @ANNA here?"]);
        Assert.Equal(
            [$"{WebEndpoint}: You will see it like this when your name is said.", $"host \u2013 {WebEndpoint}: is @ANNA here?"],
            await tab.EvaluateAsync<string[]>("() => Notification.shown"));
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task The_keyboard_alone_is_enough_from_load_to_leaving()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await OpenAsync();
        var keyboard = tab.Page.Keyboard;

        await Expect(tab.Page.Locator("#name")).ToBeFocusedAsync();
        await keyboard.TypeAsync("Anna");
        await keyboard.PressAsync("Enter");
        await WelcomeAsync(tab);
        await Expect(tab.Draft).ToBeFocusedAsync();
        await keyboard.TypeAsync("first");
        await keyboard.PressAsync("Shift+Enter");
        await keyboard.TypeAsync("second");
        await Expect(tab.Draft).ToHaveValueAsync("first\nsecond");
        await keyboard.PressAsync("Enter");
        await Expect(tab.Contents).ToHaveTextAsync(["welcome", "first", "second"]);
        await Expect(tab.Draft).ToHaveValueAsync("");

        await keyboard.PressAsync("Shift+Tab");
        await Expect(tab.Page.Locator("#scroller")).ToBeFocusedAsync();
        await keyboard.PressAsync("Shift+Tab");
        await Expect(tab.Page.Locator("#menu-button")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("#menu")).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape");
        await Expect(tab.Page.Locator("#menu-button")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await tab.Page.Locator("#leave").FocusAsync();
        await keyboard.PressAsync("Enter");

        await Expect(tab.Trouble).ToHaveTextAsync("You have left the room.");
        await Expect(tab.Page.Locator("#name")).ToBeFocusedAsync();
        await Eventually.TrueAsync(() => Members == 1, "one member");
        await Expect(tab.Lines).ToHaveCountAsync(0);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Enter_that_ends_the_composition_of_a_character_sends_nothing()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await JoinAsync("Anna");
        await tab.Draft.FillAsync("\u306B\u307B\u3093");

        await tab.Page.EvaluateAsync(
            """
            () => {
              for (const composition of [{ isComposing: true }, { keyCode: 229 }])
                draft.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, ...composition }));
            }
            """);
        await Expect(tab.Draft).ToHaveValueAsync("\u306B\u307B\u3093");
        await tab.Draft.PressAsync("Enter");

        await Expect(tab.Contents).ToHaveTextAsync(["welcome", "\u306B\u307B\u3093"]);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Text_that_is_too_long_stays_in_the_draft_with_a_hint()
    {
        await StartServerAsync(("message.max-length", "12"));
        await AddHostAsync();
        var tab = await JoinAsync("Anna");

        await tab.SayAsync("twelve bytes\n\u00E4\u00F6\u00FC\u00E4\u00F6\u00FC!");

        await Expect(tab.Hint).ToHaveTextAsync("Not sent: line 2 is too long, 13 bytes of at most 12.");
        await Expect(tab.Draft).ToHaveValueAsync("twelve bytes\n\u00E4\u00F6\u00FC\u00E4\u00F6\u00FC!");
        await tab.SayAsync("twelve bytes\n\u00E4\u00F6\u00FC\u00E4\u00F6\u00FC");
        await Expect(tab.Contents).ToHaveTextAsync(["welcome", "twelve bytes", "\u00E4\u00F6\u00FC\u00E4\u00F6\u00FC"]);
        await Expect(tab.Hint).ToBeEmptyAsync();
        await tab.SayAsync(string.Join('\n', Enumerable.Range(0, 101)));
        await Expect(tab.Hint).ToHaveTextAsync("Not sent: these are 101 lines; at most 100 fit at once.");
    }

    /// <summary>The server replaces these characters; the page does it first, or it would not know its own lines again.</summary>
    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Control_characters_in_own_text_do_not_hide_its_echo()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await JoinAsync(" A\uFE0Fnna ");

        await tab.Page.EvaluateAsync("() => { draft.value = 'a\\u0007b\\u2028c\\u009Fd\\te\\uD800f\\u{1F600}'; }");
        await tab.Draft.PressAsync("Enter");

        await Expect(tab.Contents).ToHaveTextAsync(["welcome", "a?b?c?d\te\uFFFDf\U0001F600"]);
        await Expect(tab.Lines.Last).ToHaveClassAsync("line own");
        await Expect(tab.Page.Locator(".line.unconfirmed")).ToHaveCountAsync(0);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_flood_ends_with_the_newest_lines_and_the_page_can_be_used()
    {
        const int Lines = 20_000;
        await StartServerAsync();
        await AddHostAsync();
        var tab = await JoinAsync("Anna");
        using var flooder = await Server.JoinAsync("flooder");
        var drain = Task.WhenAll(flooder.SkipLinesAsync(Lines), Host.ReadUntilAsync("Anna:still here"));

        await flooder.SendAsync(string.Concat(Enumerable.Range(1, Lines).Select(number => $"line {number}\n")));
        await tab.SayAsync("still here");

        await Expect(tab.Page.Locator(".line.own .content")).ToHaveTextAsync(["still here"]);
        await Expect(tab.Contents.Filter(new() { HasTextString = "line 20000" })).ToBeInViewportAsync();
        Assert.InRange(await tab.Lines.CountAsync(), 1_000, 2_000);
        await drain;
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Name_and_draft_survive_a_reload_which_joins_again()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await JoinAsync("Anna");
        await tab.Draft.FillAsync("half a thought");

        await tab.Page.ReloadAsync();
        await WelcomeAsync(tab);

        await Expect(tab.Draft).ToHaveValueAsync("half a thought");
        await tab.Draft.PressAsync("Enter");
        await Expect(tab.Page.Locator(".line.own .author")).ToHaveTextAsync("Anna");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Each_window_of_a_browser_comes_back_under_its_own_name()
    {
        await StartServerAsync(("username.unique", "on"));
        await AddHostAsync();
        var anna = await JoinAsync("Anna");
        var ben = await OpenBesideAsync(anna);
        await Expect(ben.Page.Locator("#name")).ToHaveValueAsync("Anna");
        await ben.SubmitAsync("Ben");
        await WelcomeAsync(ben);

        await anna.Page.ReloadAsync();
        await WelcomeAsync(anna);

        await Expect(anna.Page.Locator("#menu-name")).ToHaveTextAsync("Anna");
        await anna.SayAsync("still Anna");
        await Expect(ben.Lines.Last.Locator(".author")).ToHaveTextAsync("Anna");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_name_in_the_fragment_is_only_a_suggestion()
    {
        await StartServerAsync();
        var tab = await OpenAsync(fragment: "#name=Zo%C3%AB+%26%20co");

        await Expect(tab.Page.Locator("#name")).ToHaveValueAsync("Zo\u00EB & co");
        await tab.ShowsStateAsync("left");
        Assert.Equal(0, tab.Sockets);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_changed_name_keeps_the_log_and_the_draft()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await JoinAsync("Anna");
        await tab.SayAsync("as Anna");
        await Expect(tab.Contents.Last).ToHaveTextAsync("as Anna");
        await tab.Draft.FillAsync("draft");

        await tab.OpenRenameAsync();
        await Expect(tab.Page.Locator("#join-title")).ToHaveTextAsync("Change name");
        await Expect(tab.Page.Locator("#join-button")).ToHaveTextAsync("Change name");
        await tab.Page.ClickAsync("#join-cancel");
        await Expect(tab.Draft).ToBeFocusedAsync();
        await tab.OpenRenameAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Draft).ToBeFocusedAsync();
        await tab.ShowsStateAsync("connected");
        await Expect(tab.Page.Locator("#menu-name")).ToHaveTextAsync("Anna");
        await tab.OpenRenameAsync();
        await tab.SubmitAsync("Ben");
        await WelcomeAsync(tab);

        await Expect(tab.Draft).ToHaveValueAsync("draft");
        await tab.Draft.PressAsync("Enter");
        await Expect(tab.Page.Locator(".line.own .author")).ToHaveTextAsync(["Anna", "Ben"]);
        await Expect(tab.Notes).ToHaveTextAsync(["You are Ben now."]);
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_changed_name_that_is_refused_leaves_the_old_one_in_use()
    {
        await StartServerAsync(("username.unique", "on"));
        await AddHostAsync();
        // The refusal comes before the page counts the join as accepted, however slow the machine is.
        var tab = await OpenWithClockAsync();
        await tab.SubmitAsync("Bea");
        await WelcomeAsync(tab);
        await tab.OpenRenameAsync();

        await tab.SubmitAsync("HOST");
        await Expect(tab.Notes.Last).ToHaveTextAsync("\u201CHOST\u201D was refused: username is in use; you are still Bea.");
        await WelcomeAsync(tab);
        await tab.Page.Clock.ResumeAsync();

        await Expect(tab.Banner).ToBeHiddenAsync();
        await tab.SayAsync("still Bea");
        await Expect(tab.Page.Locator(".line.own .author")).ToHaveTextAsync("Bea");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Times_are_local()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await JoinAsync("Anna", new() { TimezoneId = "Asia/Kathmandu" });
        var time = tab.Page.Locator("#log time");

        var utc = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, null);

        await Expect(time).ToHaveTextAsync(utc.ToOffset(new TimeSpan(5, 45, 0)).ToString("HH:mm", null));
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task The_page_works_in_a_browser_that_stores_nothing()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await NewTabAsync();
        await tab.Page.AddInitScriptAsync(
            """
            for (const storage of ['localStorage', 'sessionStorage'])
              Object.defineProperty(window, storage, { get() { throw new DOMException('denied', 'SecurityError'); } });
            """);
        await tab.Page.GotoAsync($"http://{WebEndpoint}/");
        await tab.SubmitAsync("Anna");
        await WelcomeAsync(tab);

        await tab.SayAsync("nothing is kept");

        await Expect(tab.Page.Locator(".line.own .content")).ToHaveTextAsync("nothing is kept");
    }

    private static Task<double> PositionAsync(BrowserTab tab) => tab.EvaluateAsync<double>("() => scroller.scrollTop");
}
