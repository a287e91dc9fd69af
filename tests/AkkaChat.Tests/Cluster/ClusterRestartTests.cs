using AkkaChat.Tests.Support;
using Xunit.Abstractions;

namespace AkkaChat.Tests.Cluster;

/// <summary>All of three nodes restart.</summary>
public sealed class ClusterRestartTests(ITestOutputHelper log) : IDisposable
{
    private readonly ClusterProcesses _cluster = new(log, 3);

    public void Dispose() => _cluster.Dispose();

    /// <summary>300 members, each of whom says a line every two seconds.</summary>
    [FactInCi]
    public async Task A_member_is_disconnected_once_when_all_nodes_get_the_next_build_one_after_the_other()
    {
        using var folder = new TempFolder();
        var next = Path.Combine(folder.PathOf("next"), "AkkaChat.Server");
        await PublishedServer.PublishAsync(folder, "-p:Version=99.0.0", "-o", Path.GetDirectoryName(next)!);
        Assert.StartsWith("99.0.0", (await Tool.RunAsync(next, "--version")).Output, StringComparison.Ordinal);
        await _cluster.StartAsync();
        using var members = new Witnesses(_cluster, perNode: 100, pause: TimeSpan.FromSeconds(2));
        await members.JoinAsync();

        _cluster.Executable = next;
        for (var node = 0; node < 3; node++)
        {
            _cluster[node].Terminate();
            await members.ClosedAsync(node);
            Assert.Equal(0, await _cluster[node].ExitAsync());
            _cluster.Start(node);
            await _cluster.ListeningAsync(node);
            await members.JoinAsync(node);
            await members.GoOnAsync(1, 0, 1, 2);
        }

        await members.AssertOneOrderAsync();
    }

    [FactInCi]
    public async Task A_new_room_opens_when_all_nodes_have_been_restarted_at_once()
    {
        await _cluster.StartAsync();
        using (var before = new Witnesses(_cluster))
        {
            await before.JoinAsync();
            await before.GoOnAsync(20, 0, 1, 2);

            for (var node = 0; node < 3; node++)
                _cluster[node].Terminate();

            for (var node = 0; node < 3; node++)
            {
                await before.ClosedAsync(node);
                Assert.Equal(0, await _cluster[node].ExitAsync());
            }

            await before.AssertOneOrderAsync();
        }

        await _cluster.StartAsync();
        using var after = new Witnesses(_cluster);
        await after.JoinAsync();
        await after.GoOnAsync(20, 0, 1, 2);
        await after.AssertOneOrderAsync();
    }
}
