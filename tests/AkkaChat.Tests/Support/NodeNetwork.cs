namespace AkkaChat.Tests.Support;

/// <summary>
/// A network namespace for each node, all at one switch, which is in a namespace too; the tests reach all nodes, whatever is cut
/// between them. One at a time. Needs root and <c>ip</c> (iproute2).
/// </summary>
internal sealed class NodeNetwork : IAsyncDisposable
{
    private static int _count;

    /// <summary>
    /// Differs between test runs at the same time, and between networks: interfaces of the one before may still exist. 6 digits.
    /// </summary>
    private readonly int _id = ((Environment.ProcessId * 16) + Interlocked.Increment(ref _count)) % 1_000_000;
    private readonly int _nodes;

    private NodeNetwork(int nodes) => _nodes = nodes;

    private string Switch => $"ac{_id}sw";

    public static async Task<NodeNetwork> CreateAsync(int nodes)
    {
        var network = new NodeNetwork(nodes);
        try
        {
            await IpAsync("netns", "add", network.Switch);
            await IpAsync("-n", network.Switch, "link", "add", "bridge", "type", "bridge");
            await IpAsync("-n", network.Switch, "link", "set", "bridge", "up");
            await network.ConnectAsync("t", network.Address(254));
            for (var node = 0; node < nodes; node++)
            {
                await IpAsync("netns", "add", network.NamespaceOf(node));
                await network.ConnectAsync($"{node}", network.AddressOf(node), "-n", network.NamespaceOf(node));
            }

            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    public string NamespaceOf(int node) => $"ac{_id}n{node}";

    public string AddressOf(int node) => Address(node + 1);

    /// <summary>From now on nothing that one of the two sends reaches the other. Connections stay, as when a cable is cut.</summary>
    public Task CutAsync(int one, int other) => RouteAsync("add", one, other);

    public Task MendAsync(int one, int other) => RouteAsync("del", one, other);

    public async ValueTask DisposeAsync()
    {
        // The other interfaces go with their namespaces.
        await Tool.RunAsync("ip", "link", "del", $"ac{_id}t");
        foreach (var name in Enumerable.Range(0, _nodes).Select(NamespaceOf).Append(Switch))
            await Tool.RunAsync("ip", "netns", "del", name);
    }

    /// <summary>In a network that is reserved for measurements (RFC 2544).</summary>
    private string Address(int host) => $"198.18.{_id % 256}.{host}";

    private async Task RouteAsync(string verb, int one, int other)
    {
        await IpAsync("-n", NamespaceOf(one), "route", verb, "blackhole", AddressOf(other));
        await IpAsync("-n", NamespaceOf(other), "route", verb, "blackhole", AddressOf(one));
    }

    /// <summary>Adds an interface, and its peer at the switch.</summary>
    /// <param name="where">Options that choose its namespace; none for that of the tests.</param>
    private async Task ConnectAsync(string suffix, string address, params string[] where)
    {
        // 15 characters at most.
        var (name, peer) = ($"ac{_id}{suffix}", $"ac{_id}{suffix}s");
        await IpAsync([.. where, "link", "add", name, "type", "veth", "peer", "name", peer, "netns", Switch]);
        await IpAsync("-n", Switch, "link", "set", peer, "master", "bridge", "up");
        await IpAsync([.. where, "address", "add", $"{address}/24", "dev", name]);
        await IpAsync([.. where, "link", "set", name, "up"]);
    }

    private static async Task IpAsync(params string[] arguments)
    {
        var (exitCode, _, errors) = await Tool.RunAsync("ip", arguments);
        Assert.True(exitCode == 0, $"ip {string.Join(' ', arguments)}: {errors}");
    }
}
