using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace AkkaChat.Tests.Support;

/// <summary>A page in a browser of its own, unless it is opened beside another: nothing is shared with other tabs.</summary>
internal sealed class BrowserTab
{
    private readonly ConcurrentQueue<string> _problems = [];
    private int _sockets;

    private BrowserTab(IPage page) => Page = page;

    public IPage Page { get; }

    public ILocator Lines => Page.Locator("#log .line");

    /// <summary>Lines of the page and of the server between those of members.</summary>
    public ILocator Notes => Page.Locator("#log .note");

    public ILocator Contents => Page.Locator("#log .line .content");

    public ILocator Draft => Page.Locator("#draft");

    public ILocator Hint => Page.Locator("#hint");

    public ILocator Banner => Page.Locator("#banner");

    /// <summary>Why there is no connection: in the form, or below the log.</summary>
    public ILocator Trouble => Page.Locator("#trouble-text");

    /// <summary>Connections that the page has tried to open.</summary>
    public int Sockets => Volatile.Read(ref _sockets);

    /// <summary>Complaints of the browser: script errors, violations of the policy, requests for anything but the page.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    public static async Task<BrowserTab> OpenAsync(IBrowser browser, BrowserNewContextOptions options)
    {
        options.Locale ??= "en-GB";
        options.ReducedMotion ??= ReducedMotion.Reduce;
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout((float)Eventually.DefaultTimeout.TotalMilliseconds);
        return await OpenAsync(context);
    }

    /// <summary>Another tab of the same browser.</summary>
    public Task<BrowserTab> OpenBesideAsync() => OpenAsync(Page.Context);

    public Task ShowsStateAsync(string state) =>
        Assertions.Expect(Page.Locator("body")).ToHaveAttributeAsync("data-state", state);

    /// <summary>Fills the form in and submits it.</summary>
    public async Task SubmitAsync(string name, string? password = null)
    {
        await Page.FillAsync("#name", name);
        if (password is not null)
            await Page.FillAsync("#password", password);
        await Page.ClickAsync("#join-button");
    }

    /// <summary>Opens the form to change the name, from the room.</summary>
    public async Task OpenRenameAsync()
    {
        await Page.ClickAsync("#menu-button");
        await Page.ClickAsync("#rename");
    }

    /// <summary>Types a message and sends it.</summary>
    public async Task SayAsync(string text)
    {
        await Draft.FillAsync(text);
        await Draft.PressAsync("Enter");
    }

    public Task<T> EvaluateAsync<T>(string expression) => Page.EvaluateAsync<T>(expression);

    /// <summary>As when another tab of the browser is shown.</summary>
    public Task SetHiddenAsync(bool isHidden) => Page.EvaluateAsync(
        """
        isHidden => {
          Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """,
        isHidden);

    /// <summary>True if the text is nowhere in the address, nor in what the browser stores for the page.</summary>
    public async Task<bool> HasForgottenAsync(string text) =>
        !(Page.Url + await EvaluateAsync<string>("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"))
            .Contains(text, StringComparison.Ordinal);

    private static async Task<BrowserTab> OpenAsync(IBrowserContext context)
    {
        var tab = new BrowserTab(await context.NewPageAsync());
        tab.Watch();
        return tab;
    }

    private void Watch()
    {
        Page.WebSocket += (_, _) => Interlocked.Increment(ref _sockets);
        Page.PageError += (_, error) => _problems.Enqueue(error);
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !IsUnreachable(message.Text))
                _problems.Enqueue(message.Text);
        };
        Page.Request += (_, request) =>
        {
            // It may ask whether the server still serves it.
            if (!request.IsNavigationRequest && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && (request.Method != "HEAD" || request.Url != Page.Url.Split('#')[0]))
                _problems.Enqueue($"requested {request.Url}");
        };
    }

    /// <summary>The browser itself reports each connection that cannot be opened.</summary>
    private static bool IsUnreachable(string message) =>
        message.StartsWith("WebSocket connection to", StringComparison.Ordinal)
        || message.StartsWith("Failed to load resource: net::ERR_", StringComparison.Ordinal);
}
