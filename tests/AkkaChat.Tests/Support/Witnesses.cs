namespace AkkaChat.Tests.Support;

/// <summary>Witnesses on all nodes of a cluster. Whatever happens to the nodes, all of them must see one order.</summary>
/// <param name="perNode">How many there are on each node.</param>
/// <param name="burst">See <see cref="Witness.JoinAsync"/>; so is the pause.</param>
internal sealed class Witnesses(ClusterProcesses cluster, int perNode = 2, int burst = 1, TimeSpan pause = default) : IDisposable
{
    private readonly List<Witness> _all = [];

    /// <summary>Those of each node that are connected.</summary>
    private readonly List<Witness>[] _on = [.. Enumerable.Range(0, cluster.Count).Select(_ => new List<Witness>())];

    /// <summary>Of those that have been disconnected.</summary>
    private readonly Dictionary<Witness, IReadOnlyList<Witness.Line>> _streams = [];

    /// <summary>Fills all nodes.</summary>
    public async Task JoinAsync()
    {
        // The stream of the first one begins before all others.
        await (await AddAsync(0)).GoesOnAsync(1);
        await JoinAsync([.. Enumerable.Range(0, cluster.Count)]);
    }

    /// <summary>Fills these nodes, and waits until all witnesses there talk.</summary>
    public async Task JoinAsync(params int[] nodes)
    {
        foreach (var node in nodes)
        {
            while (_on[node].Count < perNode)
                await AddAsync(node);
        }

        await GoOnAsync(1, nodes);
    }

    /// <summary>Fills a node that has been started again, and waits until all witnesses go on.</summary>
    public async Task ReturnAsync(int node)
    {
        await cluster.ListeningAsync(node);
        await JoinAsync(node);
        await GoOnAsync(20, [.. Enumerable.Range(0, cluster.Count)]);
    }

    /// <summary>Waits until all witnesses on these nodes have got some more of their lines back.</summary>
    public Task GoOnAsync(int lines, params int[] nodes) =>
        Task.WhenAll(nodes.SelectMany(node => _on[node]).Select(witness => witness.GoesOnAsync(lines)));

    /// <summary>Waits until all witnesses on a node have been disconnected.</summary>
    public async Task ClosedAsync(int node)
    {
        foreach (var witness in _on[node])
            _streams.Add(witness, await witness.ClosedAsync());
        _on[node].Clear();
    }

    /// <summary>Stops all, and compares what they and those before them saw.</summary>
    public async Task AssertOneOrderAsync()
    {
        var last = await Task.WhenAll(_on.SelectMany(node => node).Select(async witness => (Witness: witness, Stream: await witness.StopAsync())));
        foreach (var (witness, stream) in last)
            _streams.Add(witness, stream);
        Witness.AssertOneOrder(_streams[_all[0]], _all.Skip(1).Select(witness => _streams[witness]));
    }

    public void Dispose() => _all.ForEach(witness => witness.Dispose());

    private async Task<Witness> AddAsync(int node)
    {
        var witness = await Witness.JoinAsync(cluster[node], _all.Count, burst, pause);
        _all.Add(witness);
        _on[node].Add(witness);
        return witness;
    }
}
