using AkkaChat.Server.Hosting;

namespace AkkaChat.Tests.Cluster;

public sealed class NotAttachedExceptionTests
{
    [Fact]
    public void The_causes_of_missing_seeds_are_named() => Assert.Equal(
        "this node is in no room after 30 s; chat1:9200 does not answer; chat2:9200 refuses connections",
        new NotAttachedException(["chat1:9200 does not answer", "chat2:9200 refuses connections"], []).Message);

    [Fact]
    public void Without_a_missing_seed_the_cluster_is_called_complete() => Assert.Equal(
        "this node is in no room after 30 s; all seeds are in one cluster with it",
        new NotAttachedException([], []).Message);

    [Fact]
    public void Nodes_of_other_versions_are_the_reason() => Assert.Equal(
        "this node is in no room after 30 s; chat1:9200 has version 7",
        new NotAttachedException(["chat2:9200 does not answer"], ["chat1:9200 has version 7"]).Message);
}
