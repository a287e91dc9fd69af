using AkkaChat.Server.Cluster;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Tests.Cluster;

/// <summary>The nodes n1, n2 and n3 are seeds; the relay of a node has its number until it restarts.</summary>
public sealed class NodeChangesTests
{
    private const long Committed = 10;

    private readonly Followers _followers = new();
    private readonly NodeChanges _changes;

    public NodeChangesTests() => _changes = new NodeChanges(_followers, ProtocolRules.All, ["n1", "n2", "n3"]);

    [Fact]
    public void A_node_that_has_caught_up_is_added()
    {
        Attach(1, 2, 3);

        Assert.Equal([1, 2, 3], Next(up: [1, 2, 3], 1, 2));
        Assert.Null(Next(up: [1, 2, 3], 1, 2, 3));
    }

    [Fact]
    public void A_node_that_has_not_caught_up_is_not_added()
    {
        Attach(1, 2);
        Attach(3, "n3", received: Committed - 1);

        Assert.Null(Next(up: [1, 2, 3], 1, 2));
    }

    [Fact]
    public void A_node_that_is_leaving_is_not_added()
    {
        Attach(1, 2, 3);

        Assert.Null(Next(up: [1, 2], 1, 2));
    }

    [Fact]
    public void Nodes_that_are_no_seeds_are_added_as_long_as_the_seeds_cannot_begin_another_room()
    {
        Attach(1, 2, 3, 4, 5);

        Assert.Equal([1, 2, 3, 4], Next(up: [1, 2, 3, 4, 5], 1, 2, 3));
        Assert.Null(Next(up: [1, 2, 3, 4, 5], 1, 2, 3, 4));
    }

    [Fact]
    public void A_node_that_is_gone_is_removed()
    {
        Attach(1, 2);

        Assert.Equal([1, 2], Next(up: [1, 2], 1, 2, 3));
    }

    [Fact]
    public void A_node_that_is_up_and_does_not_answer_is_not_removed()
    {
        Attach(1, 2);

        Assert.Null(Next(up: [1, 2, 3], 1, 2, 3));
    }

    [Fact]
    public void The_last_majority_of_the_seeds_is_not_removed()
    {
        Attach(1);

        Assert.Null(Next(up: [1], 1, 2));
    }

    [Fact]
    public void No_node_is_removed_without_a_majority_of_the_others()
    {
        Attach(1);

        Assert.Null(Next(up: [1, 2], 1, 2, 3));
    }

    [Fact]
    public void A_relay_that_has_restarted_is_removed_as_the_one_that_it_was()
    {
        Attach(1, 2);
        Attach(30, "n3", received: 0);

        Assert.Equal([1, 2], Next(up: [1, 2, 3], 1, 2, 3));
    }

    [Fact]
    public void A_node_is_added_before_another_one_is_removed()
    {
        Attach(1, 2, 4);

        Assert.Equal([1, 2, 3, 4], Next(up: [1, 2, 4], 1, 2, 3));
    }

    private IEnumerable<long>? Next(int[] up, params int[] nodes) =>
        _changes.Next(
            new NodeSet([.. nodes.Select(number => new RelayNode(number, $"n{number}"))]),
            new ClusterView([.. up.Select(number => $"n{number}")], []),
            Committed)?.Nodes.Select(node => node.Relay);

    private void Attach(params int[] numbers)
    {
        foreach (var number in numbers)
            Attach(number, $"n{number}", Committed);
    }

    private void Attach(long relay, string address, long received)
    {
        var follower = _followers.Add(relay, address);
        follower.Attach(next: 1, default);
        follower.OnAck(new Ack(relay, default, received, received, IsCongested: false, HasGap: false), Committed, default);
    }
}
