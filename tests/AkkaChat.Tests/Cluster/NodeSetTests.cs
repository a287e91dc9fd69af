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
    [InlineData(3, 2, true)]
    [InlineData(3, 1, false)]
    [InlineData(5, 4, true)]
    [InlineData(5, 3, false)]
    [InlineData(2, 1, true)]
    [InlineData(1, 0, false)]
    public void A_set_shrinks_only_so_far_that_the_seeds_cannot_begin_a_second_room(int seeds, int nodes, bool mayShrink) =>
        Assert.Equal(mayShrink, ProtocolRules.All.MayShrink(nodes, seeds));

    private static NodeSet SetOf(int count) => new([.. Enumerable.Range(1, count).Select(relay => new RelayNode(relay, $"n{relay}"))]);
}
