using System.Net.Sockets;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>The shutdown of the real executable.</summary>
public sealed class ShutdownTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_signal_closes_every_client_with_FIN_and_the_exit_code_is_0(bool terminate)
    {
        using var server = await ServerProcess.StartListeningAsync();
        using var alice = await server.JoinAsync("alice");
        using var nameless = await server.ConnectAsync();
        await nameless.SendAsync("half a na");

        if (terminate)
            server.Terminate();
        else
            server.Interrupt();

        Assert.Equal("", await alice.ReadToEndAsync());
        Assert.Equal("", await nameless.ReadToEndAsync());
        Assert.Equal(0, await server.ExitAsync());
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task SIGHUP_without_a_terminal_reloads_and_ends_nothing()
    {
        using var server = await ServerProcess.StartListeningAsync();
        using var alice = await server.JoinAsync("alice");

        server.HangUp();

        await server.LoggedAsync(" INF Configuration reloaded, changed: nothing");
        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await alice.ReadLineAsync());
        await server.StopAsync();
    }

    [FactIfInstalled("script")]
    public async Task A_terminal_that_hangs_up_is_an_orderly_shutdown()
    {
        using var server = ServerProcess.StartOnTerminal([], "--host", "127.0.0.1", "--port", "0");
        using var alice = await LineClient.JoinAsync(await server.ListeningAsync(), "alice");

        server.HangUp();

        Assert.Equal("", await alice.ReadToEndAsync());
        Assert.Equal(0, await server.ExitAsync());
        Assert.EndsWith(" INF Shut down", server.Output.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    public async Task Accepted_lines_reach_every_member_before_its_FIN(int count)
    {
        using var server = await ServerProcess.StartListeningAsync("--set", "shutdown.grace=1m");
        var clients = new List<LineClient>();
        for (var i = 0; i < count; i++)
            clients.Add(await server.JoinAsync($"c{i}"));

        // On the thread pool: the few threads of xunit would starve the witness.
        var chatting = clients.Select((client, i) => Task.Run(() => ChatToTheEndAsync(client, i))).ToArray();
        using var witness = await server.JoinAsync("witness");
        await witness.ReadLinesAsync(500);
        server.Terminate();

        await witness.ReadToEndAsync();
        var received = await Task.WhenAll(chatting);
        Assert.Equal(0, await server.ExitAsync());
        Assert.DoesNotContain(server.Output, line => line.Contains(" WRN ") || line.Contains(" ERR "));

        // All have received the same lines since they joined; the last one to join has the shortest tail.
        var shortest = received.MinBy(lines => lines.Count)!;
        Assert.All(received, lines => Assert.Equal(shortest, lines[^shortest.Count..]));
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_client_that_has_stopped_reading_cannot_hold_the_exit()
    {
        using var server = await ServerProcess.StartListeningAsync(
            "--set", "shutdown.grace=1s", "--set", "limits.max-pending=64 MiB");
        using var stuck = await server.ConnectAsync(LineClient.UseSmallBuffer);
        await stuck.SendAsync("stuck\n");
        using var alice = await server.JoinAsync("alice");
        var flood = string.Concat(Enumerable.Repeat(new string('x', 1000) + "\n", 1000));
        for (var i = 0; i < 20; i++)
        {
            await alice.SendAsync(flood);
            await alice.ReadLinesAsync(1000);
        }

        await server.StopAsync();
        Assert.Contains("Connections that were not closed in time are reset: ", string.Join('\n', server.Output), StringComparison.Ordinal);
    }

    /// <summary>Sends two lines, waits for their echo, and so on until the server closes.</summary>
    /// <returns>All lines received.</returns>
    private static async Task<List<string>> ChatToTheEndAsync(LineClient client, int number)
    {
        var received = new List<string>();
        for (var i = 0; ; i++)
        {
            await TrySendAsync(client, $"{i} a\n{i} b\n");
            string? line;
            do
            {
                line = await client.ReadLineAsync();
                if (line is null)
                    return received;
                received.Add(line);
            }
            while (line != $"c{number}:{i} b");
        }
    }

    private static async Task TrySendAsync(LineClient client, string text)
    {
        try
        {
            await client.SendAsync(text);
        }
        catch (SocketException)
        {
            // The server has closed; what it sent before can still be read.
        }
    }
}
