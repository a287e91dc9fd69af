using AkkaChat.Tests.Support;
using Xunit.Abstractions;

namespace AkkaChat.Tests.Cluster;

/// <summary>Nodes of three that are restarted, die and freeze, while members of all talk.</summary>
public sealed class ClusterFailureTests(ITestOutputHelper log) : IDisposable
{
    private readonly ClusterProcesses _cluster = new(log, 3);

    public void Dispose() => _cluster.Dispose();

    /// <param name="burst">Lines that each member sends at a time; 100 is full load.</param>
    [TheoryInCi]
    [InlineData(2, 1)]
    [InlineData(1, 100)]
    public async Task Members_of_other_nodes_miss_nothing_when_a_node_fails_and_nobody_does_when_it_pauses(int perNode, int burst)
    {
        await _cluster.StartAsync();
        using var witnesses = new Witnesses(_cluster, perNode, burst);
        await witnesses.JoinAsync();

        await PauseAsync(witnesses, Relay);
        await PauseAsync(witnesses, _cluster.Sequencer);
        await LeaveAsync(witnesses, Relay);
        await LeaveAsync(witnesses, _cluster.Sequencer);
        await DieAsync(witnesses, Relay, isBackAtOnce: true);
        await DieAsync(witnesses, _cluster.Sequencer, isBackAtOnce: true);
        await DieAsync(witnesses, _cluster.Sequencer, isBackAtOnce: false);
        await FreezeAsync(witnesses, Relay);
        await FreezeAsync(witnesses, _cluster.Sequencer);

        await witnesses.AssertOneOrderAsync();
    }

    /// <summary>One that does not run the sequencer.</summary>
    private int Relay => (_cluster.Sequencer + 1) % 3;

    /// <summary>Too short to be noticed.</summary>
    private async Task PauseAsync(Witnesses witnesses, int node)
    {
        _cluster[node].Freeze();
        // The pause itself; nothing is expected at its end.
        await Task.Delay(TimeSpan.FromSeconds(1));
        _cluster[node].Thaw();
        await witnesses.GoOnAsync(100, 0, 1, 2);
    }

    private async Task LeaveAsync(Witnesses witnesses, int node)
    {
        _cluster[node].Terminate();
        await witnesses.ClosedAsync(node);
        await witnesses.GoOnAsync(100, _cluster.Others(node));
        Assert.Equal(0, await _cluster[node].ExitAsync());
        _cluster.Start(node);
        await witnesses.ReturnAsync(node);
    }

    private async Task DieAsync(Witnesses witnesses, int node, bool isBackAtOnce)
    {
        _cluster.Kill(node);
        if (isBackAtOnce)
            _cluster.Start(node);
        await witnesses.ClosedAsync(node);
        await witnesses.GoOnAsync(100, _cluster.Others(node));
        if (!isBackAtOnce)
            _cluster.Start(node);
        await witnesses.ReturnAsync(node);
    }

    /// <summary>Until the others have removed it from the cluster, which takes about 9 s.</summary>
    private async Task FreezeAsync(Witnesses witnesses, int node)
    {
        var other = _cluster[_cluster.Others(node)[0]];
        var logged = other.Output.Count;
        _cluster[node].Freeze();
        await other.LoggedAsync($"Node {_cluster.NameOf(node)} is removed", logged);
        await witnesses.GoOnAsync(100, _cluster.Others(node));
        _cluster[node].Thaw();
        await witnesses.ClosedAsync(node);
        Assert.Equal(1, await _cluster[node].ExitAsync());
        _cluster.Start(node);
        await witnesses.ReturnAsync(node);
    }
}
