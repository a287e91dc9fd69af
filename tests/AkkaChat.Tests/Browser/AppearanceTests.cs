using AkkaChat.Server.Web;
using AkkaChat.Tests.Support;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkkaChat.Tests.Browser;

/// <summary>Accessibility, colours, and screens of all sizes.</summary>
[Collection(BrowserGroup.Name)]
public sealed class AppearanceTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static readonly PageSettings Settings = new("server", 1000, NeedsPassword: true);

    /// <summary>A telephone.</summary>
    private static readonly BrowserNewContextOptions Phone = new()
    {
        ViewportSize = new() { Width = 390, Height = 844 },
        HasTouch = true,
        IsMobile = true,
        DeviceScaleFactor = 2,
    };

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task No_state_of_the_page_has_a_barrier_that_axe_finds()
    {
        var tab = await NewTabAsync();
        var room = await BrowserFakeRoom.OpenAsync(tab, Settings);
        await tab.SubmitAsync("Anna", "wrong");
        await room.RefuseAsync("wrong password, send username:password", 1008, "wrong-password");
        await Expect(tab.Trouble).ToBeVisibleAsync();
        // It has all that the form has before.
        await AssertAccessibleAsync(tab, "refused");

        await tab.SubmitAsync("Anna", "right");
        var connection = await room.AcceptAsync();
        connection.Send("Ben:one\nBen:two, see https://example.org\nserver:a notice\nCem:hello Anna\n");
        await tab.SayAsync("own");
        connection.Send($"Anna:{await connection.ReadAsync()}\n");
        await tab.SayAsync("on its way");
        await connection.ReadAsync();
        await Expect(tab.Contents).ToHaveCountAsync(4);
        await AssertAccessibleAsync(tab, "talking");

        await tab.Page.ClickAsync("#menu-button");
        await AssertAccessibleAsync(tab, "menu");
        await tab.Page.ClickAsync("#menu-close");

        connection.Send("server:no message was sent for 600 seconds\n");
        await connection.CloseAsync(1000, "idle");
        await Expect(tab.Banner).ToBeVisibleAsync();
        await AssertAccessibleAsync(tab, "disconnected");
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task Names_of_all_hues_can_be_read_in_light_and_dark()
    {
        var tab = await NewTabAsync();
        await BrowserFakeRoom.OpenAsync(tab, Settings);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await tab.Page.EmulateMediaAsync(new() { ColorScheme = scheme });

            var contrasts = await tab.EvaluateAsync<double[]>(
                """
                () => {
                  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
                  const luminance = color => {
                    canvas.fillStyle = color;
                    canvas.fillRect(0, 0, 1, 1);
                    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(value =>
                      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
                  };
                  const author = document.body.appendChild(document.createElement('span'));
                  author.className = 'author';
                  const background = luminance(getComputedStyle(document.documentElement).backgroundColor);
                  const contrasts = Array.from({ length: 360 }, (_, hue) => {
                    author.style.setProperty('--hue', hue);
                    const text = luminance(getComputedStyle(author).color);
                    return (Math.max(text, background) + 0.05) / (Math.min(text, background) + 0.05);
                  });
                  author.remove();
                  return contrasts;
                }
                """);

            Assert.Equal(360, contrasts.Length);
            Assert.All(contrasts, contrast => Assert.InRange(contrast, 4.5, 21));
            Assert.True(contrasts.Distinct().Count() > 100, "the hue has no effect");
        }
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_name_has_the_same_colour_for_everybody()
    {
        await StartServerAsync();
        await AddHostAsync();
        var anna = await JoinAsync("Anna");
        var ben = await JoinAsync("Ben");

        await anna.SayAsync("hello");
        await Expect(ben.Contents.Last).ToHaveTextAsync("hello");
        await Expect(anna.Contents.Last).ToHaveTextAsync("hello");

        const string Color = "() => getComputedStyle(document.querySelector('#log .line:last-child .author')).color";
        Assert.Equal(await anna.EvaluateAsync<string>(Color), await ben.EvaluateAsync<string>(Color));
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task A_telephone_shows_the_composer_also_above_its_keyboard()
    {
        await StartServerAsync();
        await AddHostAsync();
        var tab = await OpenAsync(Phone);
        await AssertFitsAsync(tab);
        await tab.SubmitAsync("Anna");
        await WelcomeAsync(tab);
        await HostSaysAsync(Enumerable.Range(0, 40).Select(number => $"line {number}"));
        await AssertFitsAsync(tab);

        await tab.Draft.TapAsync();
        // As the keyboard does, with interactive-widget=resizes-content.
        await tab.Page.SetViewportSizeAsync(390, 420);

        await Expect(tab.Contents.Last).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(tab.Page.Locator("#newest")).ToBeHiddenAsync();
        await AssertFitsAsync(tab);
        await tab.Draft.FillAsync("from the bus");
        await tab.Page.TapAsync("#send");
        await Expect(tab.Page.Locator(".line.own .content")).ToHaveTextAsync("from the bus");
        await Expect(tab.Draft).ToBeFocusedAsync();
    }

    [FactIfInstalled(BrowserFixture.Program)]
    public async Task The_narrowest_and_the_widest_screen_show_everything()
    {
        var tab = await NewTabAsync(new() { ViewportSize = new() { Width = 320, Height = 480 } });
        var room = await BrowserFakeRoom.OpenAsync(tab, Settings);
        await AssertFitsAsync(tab);
        await tab.SubmitAsync(new string('W', 32), "right");
        var connection = await room.AcceptAsync();
        connection.Send($"{new string('M', 32)}:{new string('m', 500)}\n");
        await tab.SayAsync("own");
        connection.Send($"{new string('W', 32)}:{await connection.ReadAsync()}\n");
        await Expect(tab.Contents).ToHaveCountAsync(2);
        // An own heading that wraps stays on the right.
        Assert.True(
            await tab.EvaluateAsync<bool>(
                """
                () => {
                  const [author, , time] = document.querySelector('#log .line.own .head').children;
                  const content = document.querySelector('#log .line.own .content');
                  return time.getBoundingClientRect().top >= author.getBoundingClientRect().bottom - 8
                    && content.getBoundingClientRect().right - time.getBoundingClientRect().right < 8;
                }
                """),
            "the heading is not on the right, or does not wrap");
        await connection.CloseAsync(1000, "idle");
        await Expect(tab.Banner).ToBeVisibleAsync();
        await AssertFitsAsync(tab);

        await tab.Page.SetViewportSizeAsync(3840, 2160);

        await AssertFitsAsync(tab);
    }

    /// <summary>In dark colours only the contrasts are different.</summary>
    private static async Task AssertAccessibleAsync(BrowserTab tab, string state)
    {
        await AssertAccessibleAsync(tab, state, ColorScheme.Light, new());
        await AssertAccessibleAsync(tab, state, ColorScheme.Dark, new() { RunOnly = RunOnlyOptions.Rules("color-contrast") });
    }

    private static async Task AssertAccessibleAsync(BrowserTab tab, string state, ColorScheme scheme, AxeRunOptions options)
    {
        await tab.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        options.ResultTypes = [ResultType.Violations];
        var violations = (await tab.Page.RunAxe(options)).Violations;
        Assert.True(
            violations.Length == 0,
            $"{state}, {scheme}: {string.Join("; ", violations.Select(found => $"{found.Id} {found.Help} {found.Nodes[0].Html}"))}");
    }

    /// <summary>Nothing scrolls sideways, and all controls are within the window, large enough for a finger, and without zoom.</summary>
    private static async Task AssertFitsAsync(BrowserTab tab)
    {
        var problems = await tab.EvaluateAsync<string[]>(
            """
            () => {
              const problems = [];
              for (const box of [document.documentElement, scroller, join])
                if (box.scrollWidth > box.clientWidth) problems.push(`${box.id} scrolls sideways`);
              for (const control of document.querySelectorAll('button, textarea, input:not([type=checkbox])')) {
                if (!control.checkVisibility()) continue;
                const { left, top, right, bottom, height } = control.getBoundingClientRect();
                if (height < 44) problems.push(`${control.id} is ${height} high`);
                if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) problems.push(`${control.id} is not visible`);
                if (control.matches('textarea, input') && parseFloat(getComputedStyle(control).fontSize) < 16)
                  problems.push(`${control.id} makes a telephone zoom`);
              }
              return problems;
            }
            """);
        Assert.Empty(problems);
    }
}
