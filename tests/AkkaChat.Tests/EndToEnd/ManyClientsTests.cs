using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>One order, and every line exactly once, with many concurrent clients.</summary>
public sealed class ManyClientsTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(40, 50)]
    [InlineData(1000, 1)]
    public async Task Concurrent_senders_all_receive_the_same_sequence(int senders, int messages)
    {
        var clients = await JoinManyAsync(senders);

        var received = Task.WhenAll(clients.Select(client => client.ReadLinesAsync(senders * messages)));
        await Task.WhenAll(clients.Select(async client =>
        {
            for (var i = 0; i < messages; i++)
                await client.SendAsync($"{i}\n");
        }));
        var sequences = await received;

        Assert.All(sequences, lines => Assert.Equal(sequences[0], lines));
        var byAuthor = sequences[0].Select(line => line.Split(':')).ToLookup(line => line[0], line => line[1]);
        Assert.All(
            Enumerable.Range(0, senders),
            sender => Assert.Equal(Enumerable.Range(0, messages).Select(i => $"{i}"), byAuthor[$"c{sender}"]));

        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Members_that_stay_lose_nothing_while_others_join_and_leave()
    {
        using var alice = await _server.JoinAsync("alice");
        using var bob = await _server.JoinAsync("bob");
        await alice.ReadLineAsync();

        var guests = Enumerable.Range(0, 200).Select(async i =>
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
        await Task.WhenAll(guests);
        await alice.SendAsync("end\n");

        var received = await bob.ReadUntilAsync("alice:end");
        Assert.Equal(received, await alice.ReadUntilAsync("alice:end"));
        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => $"alice:{i}").Append("alice:end"),
            received.Where(line => line.StartsWith("alice:", StringComparison.Ordinal)));
    }

    /// <summary>Clients that are all members, with nothing left to read.</summary>
    private async Task<List<LineClient>> JoinManyAsync(int count)
    {
        var clients = new List<LineClient>();
        for (var i = 0; i < count; i++)
        {
            var client = await _server.ConnectAsync();
            await client.SendAsync($"c{i}\n");
            clients.Add(client);
        }

        // A client that has received a line is a member.
        using var herald = await _server.JoinAsync("herald");
        var joined = Task.WhenAll(clients.Select(client => client.ReadLineAsync()));
        await Eventually.TrueAsync(
            async () =>
            {
                await herald.SendAsync("ping\n");
                await herald.ReadLineAsync();
                return joined.IsCompleted;
            },
            "all clients join");

        await herald.SendAsync("ready\n");
        await Task.WhenAll(clients.Select(client => client.ReadUntilAsync("herald:ready")));
        return clients;
    }
}
