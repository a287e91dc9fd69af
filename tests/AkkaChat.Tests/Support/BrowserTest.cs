using System.Net;
using System.Text;
using AkkaChat.Server.Transports;
using Microsoft.Playwright;

namespace AkkaChat.Tests.Support;

/// <summary>
/// A server with its page, a member "host" in its room, and tabs that visit it. A test fails if the browser complains about anything.
/// </summary>
public abstract class BrowserTest(BrowserFixture browser) : IAsyncLifetime
{
    private readonly List<BrowserTab> _tabs = [];

    private protected RunningServer Server { get; private set; } = null!;

    /// <summary>A client over TCP.</summary>
    private protected LineClient Host { get; private set; } = null!;

    private protected IPEndPoint WebEndpoint { get; private set; } = null!;

    private protected long Members
    {
        get
        {
            using var meter = new MeterReader(Server.MeterFactory);
            return meter["akkachat.member.count"];
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var tab in _tabs)
            await tab.Page.Context.CloseAsync();
        await StopServerAsync();
        Assert.Empty(_tabs.SelectMany(tab => tab.Problems));
    }

    private protected async Task StartServerAsync(params (string Key, string Value)[] settings)
    {
        Server = await RunningServer.StartAsync([("web.listen", "127.0.0.1:0"), .. settings]);
        WebEndpoint = (IPEndPoint)await Server.EndpointAsync(Door.Ws);
    }

    private protected async Task AddHostAsync() => Host = await Server.JoinAsync("host");

    private protected async Task StopServerAsync()
    {
        Host?.Dispose();
        if (Server is not null)
            await Server.DisposeAsync();
    }

    /// <summary>A tab that shows nothing yet.</summary>
    private protected async Task<BrowserTab> NewTabAsync(BrowserNewContextOptions? options = null)
    {
        var tab = await BrowserTab.OpenAsync(await browser.StartAsync(), options ?? new());
        _tabs.Add(tab);
        return tab;
    }

    /// <summary>A tab that shows the form to join.</summary>
    private protected async Task<BrowserTab> OpenAsync(BrowserNewContextOptions? options = null, string fragment = "")
    {
        var tab = await NewTabAsync(options);
        await tab.Page.GotoAsync($"http://{WebEndpoint}/{fragment}");
        return tab;
    }

    /// <summary>
    /// A tab that shows the form to join, and whose time stands still unless the test moves it: no answer of the server is too late for it.
    /// </summary>
    private protected async Task<BrowserTab> OpenWithClockAsync(IPEndPoint? endpoint = null)
    {
        var tab = await NewTabAsync();
        await tab.Page.Clock.InstallAsync(new() { TimeDate = DateTime.UnixEpoch });
        await tab.Page.GotoAsync($"http://{endpoint ?? WebEndpoint}/");
        await tab.Page.Clock.PauseAtAsync(DateTime.UnixEpoch.AddDays(1));
        return tab;
    }

    /// <summary>A tab of a fake room, whose time stands still unless the test moves it.</summary>
    private protected async Task<(BrowserTab Tab, BrowserFakeRoom Room)> OpenFakeAsync(bool needsPassword = false)
    {
        var tab = await NewTabAsync();
        await tab.Page.Clock.InstallAsync(new() { TimeDate = DateTime.UnixEpoch });
        var room = await BrowserFakeRoom.OpenAsync(tab, new("server", 1000, needsPassword));
        await tab.Page.Clock.PauseAtAsync(DateTime.UnixEpoch.AddDays(1));
        return (tab, room);
    }

    /// <summary>Joins as "Anna".</summary>
    private protected static async Task<BrowserFakeConnection> JoinFakeAsync(BrowserTab tab, BrowserFakeRoom room)
    {
        await tab.SubmitAsync("Anna");
        var connection = await room.AcceptAsync();
        Assert.Equal("Anna", connection.Hello);
        connection.Send("host:welcome\n");
        await tab.ShowsStateAsync("connected");
        return connection;
    }

    /// <summary>Another tab of the same browser that shows the form to join.</summary>
    private protected async Task<BrowserTab> OpenBesideAsync(BrowserTab neighbour)
    {
        var tab = await neighbour.OpenBesideAsync();
        _tabs.Add(tab);
        await tab.Page.GotoAsync($"http://{WebEndpoint}/");
        return tab;
    }

    /// <summary>A tab that has joined, and shows "welcome" from the host.</summary>
    private protected async Task<BrowserTab> JoinAsync(string name, BrowserNewContextOptions? options = null)
    {
        var tab = await OpenAsync(options);
        await tab.SubmitAsync(name);
        await WelcomeAsync(tab);
        return tab;
    }

    /// <summary>Waits until a tab that is joining is a member, and lets the host say "welcome", so that the page knows it, too.</summary>
    private protected async Task WelcomeAsync(BrowserTab tab)
    {
        var members = _tabs.Count + 1;
        await Eventually.TrueAsync(() => Members == members, $"{members} members");
        await HostSaysAsync("welcome");
        await tab.ShowsStateAsync("connected");
    }

    /// <summary>Sends UTF-8.</summary>
    private protected Task HostSaysAsync(params IEnumerable<string> lines) =>
        Host.SendAsync(((ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\n")))).Text());
}
