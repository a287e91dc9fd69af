namespace AkkaChat.Server.Cluster;

/// <summary>The relays that the sequencer sends the stream to: one for each node.</summary>
internal sealed class Followers
{
    private readonly Dictionary<string, Follower> _byAddress = [];

    public Dictionary<string, Follower>.ValueCollection All => _byAddress.Values;

    public IEnumerable<Follower> Attached => All.Where(follower => follower.IsAttached);

    public bool AreCongested => All.Any(follower => follower is { IsAttached: true, IsCongested: true });

    /// <returns>Null if no relay of the node has attached.</returns>
    public Follower? At(string address) => _byAddress.GetValueOrDefault(address);

    /// <returns>Null if the relay has not attached, or has restarted since: then it is another one.</returns>
    public Follower? Of(long relay)
    {
        foreach (var follower in All)
        {
            if (follower.Relay == relay)
                return follower;
        }

        return null;
    }

    public bool IsAttached(string address) => At(address) is { IsAttached: true };

    public bool AreMajority(NodeSet nodes) => nodes.HasMajority(relay => Of(relay) is { IsAttached: true });

    public long ReceivedBy(long relay) => Of(relay)?.Received ?? 0;

    /// <returns>The one that is there already, unless the relay is another one.</returns>
    public Follower Add(long relay, string address)
    {
        if (At(address) is not { } follower || follower.Relay != relay)
            _byAddress[address] = follower = new Follower(relay, address);
        return follower;
    }

    /// <summary>Removes those of nodes that the cluster no longer has.</summary>
    public void Keep(ClusterView view) => view.RemoveOthers(_byAddress);
}
