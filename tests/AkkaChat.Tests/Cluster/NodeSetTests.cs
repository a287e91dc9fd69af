using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

public sealed class NodeSetTests
{
    [Theory]
    [InlineData(new long[] { 5 }, 5)]
    [InlineData(new long[] { 5, 3 }, 3)]
    [InlineData(new long[] { 5, 3, 9 }, 5)]
    [InlineData(new long[] { 5, 3, 9, 9 }, 5)]
    [InlineData(new long[] { 0, 0, 9, 9, 8 }, 8)]
    public void The_position_that_a_majority_has_reached(long[] positions, long reached) =>
        Assert.Equal(reached, SetOf(positions.Length).ReachedByMajority(relay => positions[relay - 1]));

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(3, 2, true)]
    [InlineData(4, 2, false)]
    [InlineData(5, 3, true)]
    public void More_than_half_of_the_nodes_are_a_majority(int nodes, int present, bool isMajority) =>
        Assert.Equal(isMajority, SetOf(nodes).HasMajority(relay => relay <= present));

    [Theory]
    [InlineData(3, 2, 0, true)]
    [InlineData(3, 1, 0, false)]
    [InlineData(5, 4, 0, true)]
    [InlineData(5, 3, 0, false)]
    [InlineData(2, 1, 0, true)]
    [InlineData(1, 0, 0, false)]
    [InlineData(3, 3, 1, true)]
    [InlineData(3, 2, 1, false)]
    [InlineData(3, 3, 2, false)]
    public void A_majority_of_the_set_and_one_of_the_seeds_have_a_node_in_common(int seeds, int members, int others, bool isSafe) =>
        Assert.Equal(isSafe, ProtocolRules.All.IsSafe(
            SetOf(members + others), [.. Enumerable.Range(others + 1, seeds).Select(number => $"n{number}")]));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 4)]
    [InlineData(7, 6)]
    public void SeedsToBegin_is_the_smallest_safe_number(int seeds, int toBegin) => Assert.Equal(toBegin, ProtocolRules.SeedsToBegin(seeds));

    private static NodeSet SetOf(int count) => new([.. Enumerable.Range(1, count).Select(relay => new RelayNode(relay, $"n{relay}"))]);
}
