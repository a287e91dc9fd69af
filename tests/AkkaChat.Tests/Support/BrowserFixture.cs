using Microsoft.Playwright;

namespace AkkaChat.Tests.Support;

/// <summary>One process of Chromium for all tests in a browser, started by the first of them.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>Of the program in the PATH.</summary>
    public const string Program = "chromium";

    private Task<IBrowser>? _browser;
    private IPlaywright? _playwright;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task<IBrowser> StartAsync() => _browser ??= LaunchAsync();

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await (await _browser).CloseAsync();
        _playwright?.Dispose();
    }

    private async Task<IBrowser> LaunchAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Eventually.DefaultTimeout.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        var folders = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        return await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = folders.Select(folder => Path.Combine(folder, Program)).First(File.Exists),
            // Containers have no sandbox and no graphics card; the browser itself asks nothing of the network.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }
}
