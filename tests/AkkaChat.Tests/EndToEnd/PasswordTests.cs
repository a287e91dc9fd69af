using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>A room with a password, over real sockets.</summary>
public sealed class PasswordTests : IAsyncLifetime
{
    private const string Wrong = "server:wrong password, send username:password\n";

    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(("password", "ö:p w"));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("alice:\u00C3\u00B6:p w\nhello\n")]
    [InlineData("\u00EF\u00BB\u00BF alice \t:\u00C3\u00B6:p w\r\nhello\r\n")]
    public async Task A_client_with_the_password_is_a_member(string text)
    {
        using var client = await _server.ConnectAsync();
        await client.SendAsync(text);
        client.HalfClose();

        Assert.Equal("alice:hello\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_without_it_is_refused_and_nothing_of_it_reaches_the_room()
    {
        using var alice = await JoinAsync("alice");
        string[] attempts = ["alice\nhello\n", "bob:\u00F6:p w\nhello\n", "\u00C3\u00B6:p w\nhello\n", "server:x\r\nhello\n", "bob:x"];

        var answers = await Task.WhenAll(attempts.Select(async attempt =>
        {
            using var client = await _server.ConnectAsync();
            await client.SendAsync(attempt);
            client.HalfClose();
            return await client.ReadToEndAsync();
        }));

        Assert.All(answers, answer => Assert.Equal(Wrong, answer));
        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await alice.ReadLineAsync());
    }

    [Fact]
    public async Task After_ten_wrong_ones_all_from_the_address_are_refused_but_for_its_members()
    {
        using var alice = await JoinAsync("alice");
        using var early = await _server.ConnectAsync();
        await early.SendAsync("early:");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            using var client = await _server.ConnectAsync();
            await client.SendAsync($"guest:{i}\n");
            return await client.ReadToEndAsync();
        }));
        Assert.All(answers, answer => Assert.Equal(Wrong, answer));

        using var late = await _server.ConnectAsync();
        await early.SendAsync("\u00C3\u00B6:p w\n");

        Assert.Equal("server:too many wrong passwords, try again in a minute\n", await late.ReadToEndAsync());
        Assert.Equal("server:too many wrong passwords, try again in a minute\n", await early.ReadToEndAsync());
        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await alice.ReadLineAsync());
    }

    private async Task<LineClient> JoinAsync(string name)
    {
        var client = await _server.ConnectAsync();
        await client.SendAsync($"{name}:\u00C3\u00B6:p w\n{name} is here\n");
        Assert.Equal($"{name}:{name} is here", await client.ReadLineAsync());
        return client;
    }
}
