using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>One order, exactly once, for many at the same time.</summary>
public sealed class ManyClientsTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Forty_who_talk_at_once_see_the_same_sequence()
    {
        const int Clients = 40;
        const int Messages = 50;
        var clients = await EnterAsync(Clients);

        var talking = clients.Select(async (client, i) =>
        {
            for (var m = 0; m < Messages; m++)
                await client.SendAsync($"{m}\n");
        });
        var listening = clients.Select(client => client.ReadLinesAsync(Clients * Messages)).ToArray();
        await Task.WhenAll(talking);
        var seen = await Task.WhenAll(listening);

        Assert.All(seen, lines => Assert.Equal(seen[0], lines));
        foreach (var author in Enumerable.Range(0, Clients))
        {
            var own = seen[0].Where(line => line.StartsWith($"c{author}:", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, Messages).Select(m => $"c{author}:{m}"), own);
        }

        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_thousand_who_say_one_line_each_see_all_thousand()
    {
        const int Clients = 1000;
        var clients = await EnterAsync(Clients);

        var listening = clients.Select(client => client.ReadLinesAsync(Clients)).ToArray();
        await Task.WhenAll(clients.Select(client => client.SendAsync("here\n")));
        var seen = await Task.WhenAll(listening);

        Assert.All(seen, lines => Assert.Equal(seen[0], lines));
        Assert.Equal(
            Enumerable.Range(0, Clients).Select(i => $"c{i}:here").Order(StringComparer.Ordinal),
            seen[0].Order(StringComparer.Ordinal));

        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Coming_and_going_does_not_disturb_those_who_stay()
    {
        using var alice = await _server.JoinAsync("alice");
        using var bob = await _server.JoinAsync("bob");
        await alice.ReadLineAsync();

        var comingAndGoing = Enumerable.Range(0, 200).Select(async i =>
        {
            using var guest = await _server.ConnectAsync();
            await guest.SendAsync($"guest{i}\nhello\n");
            if (i % 3 == 0)
                guest.Reset();
            else if (i % 3 == 1)
                guest.HalfClose();
        });
        for (var i = 0; i < 500; i++)
            await alice.SendAsync($"{i}\n");
        await Task.WhenAll(comingAndGoing);
        await alice.SendAsync("end\n");

        var heard = await ReadUntilAsync(bob, "alice:end");
        Assert.Equal(heard, await ReadUntilAsync(alice, "alice:end"));
        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => $"alice:{i}").Append("alice:end"),
            heard.Where(line => line.StartsWith("alice:", StringComparison.Ordinal)));
    }

    /// <summary>Clients that are all in the room and have read all that was said so far.</summary>
    private async Task<List<LineClient>> EnterAsync(int count)
    {
        var clients = new List<LineClient>();
        for (var i = 0; i < count; i++)
        {
            var client = await _server.ConnectAsync();
            await client.SendAsync($"c{i}\n");
            clients.Add(client);
        }

        // Who has got a line is in the room for sure.
        using var herald = await _server.JoinAsync("herald");
        var entered = Task.WhenAll(clients.Select(client => client.ReadLineAsync()));
        while (!entered.IsCompleted)
        {
            await herald.SendAsync("knock\n");
            await herald.ReadLineAsync();
        }

        await herald.SendAsync("ready\n");
        await Task.WhenAll(clients.Select(client => ReadUntilAsync(client, "herald:ready")));
        return clients;
    }

    private static async Task<List<string>> ReadUntilAsync(LineClient client, string last)
    {
        var lines = new List<string>();
        while (lines.Count == 0 || lines[^1] != last)
            lines.Add(await client.ReadLineAsync() ?? throw new EndOfStreamException($"no '{last}'"));
        return lines;
    }
}
