using Akka.Configuration;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Cluster;

public sealed class AkkaClusterConfigTests
{
    private static readonly HostPort Node = new("127.0.0.1", 9200);

    private readonly Config _config = AkkaClusterConfig.Create(new ClusterSettings(Node, Node.Host, [Node], NeedsMajority: true, Tls: null), longestPost: 0);

    private TimeSpan Gate => _config.GetTimeSpan("akka.remote.retry-gate-closed-for");

    private TimeSpan HeartbeatPause => _config.GetTimeSpan("akka.cluster.failure-detector.acceptable-heartbeat-pause");

    /// <summary>Otherwise two live nodes report each other as unreachable when a connection between them is reset.</summary>
    [Fact]
    public void The_gate_is_less_than_half_the_heartbeat_pause() => Assert.True(2 * Gate < HeartbeatPause);

    /// <summary>Otherwise a live node is removed while an attempt to connect to it hangs.</summary>
    [Fact]
    public void A_connection_attempt_and_the_gate_are_shorter_than_the_removal_of_a_node() =>
        Assert.True(
            _config.GetTimeSpan("akka.remote.dot-netty.tcp.connection-timeout") + Gate
            < HeartbeatPause + _config.GetTimeSpan("akka.cluster.split-brain-resolver.stable-after"));
}
