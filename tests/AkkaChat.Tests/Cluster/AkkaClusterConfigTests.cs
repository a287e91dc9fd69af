using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Cluster;

public sealed class AkkaClusterConfigTests
{
    /// <summary>Otherwise a connection that is reset makes two nodes that live take each other for unreachable.</summary>
    [Fact]
    public void A_connection_can_be_replaced_twice_before_its_node_is_unreachable()
    {
        var node = new HostPort("127.0.0.1", 9200);
        var config = AkkaClusterConfig.Create(new ClusterSettings(node, node.Host, [node], NeedsMajority: true, Tls: null), longestPost: 0);

        Assert.True(
            2 * config.GetTimeSpan("akka.remote.retry-gate-closed-for")
            < config.GetTimeSpan("akka.cluster.failure-detector.acceptable-heartbeat-pause"));
    }
}
