using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>Hostile content cannot harm the clients that receive it.</summary>
public sealed class TextSafetyTests
{
    [Fact]
    public async Task No_client_can_forge_a_line_or_drive_a_terminal()
    {
        await using var server = await RunningServer.StartAsync();
        using var reader = await server.JoinAsync("reader");
        using var mallory = await server.ConnectAsync();

        await mallory.SendAsync("mallory\nhi\ralice:forged\n\u001B]0;title\u0007\n\u00C2\u0085bob:forged\n\u00E2\u0080\u00A8eve:forged\n\u00FF\u00FE\n");

        Assert.Equal(
            [
                "mallory:hi?alice:forged",
                "mallory:?]0;title?",
                "mallory:?bob:forged",
                "mallory:?eve:forged",
                "mallory:\u00EF\u00BF\u00BD\u00EF\u00BF\u00BD",
            ],
            await reader.ReadLinesAsync(5));
    }

    [Fact]
    public async Task Without_sanitizing_all_bytes_pass_unchanged()
    {
        await using var server = await RunningServer.StartAsync(("message.sanitize", "off"));
        var bytes = string.Concat(Enumerable.Range(0, 256).Where(value => value != '\n').Select(value => (char)value));
        using var bot = await server.ConnectAsync();

        await bot.SendAsync($"bot\n{bytes}\n");
        bot.HalfClose();

        Assert.Equal($"bot:{bytes}\n", await bot.ReadToEndAsync());
    }
}
