using Akka.Actor;
using Akka.Configuration;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Support;

/// <summary>An actor system in the process of the test that other processes can exchange messages with.</summary>
internal sealed class AkkaNode : IAsyncDisposable
{
    private readonly ActorSystem _system;

    /// <param name="settings">HOCON, over the others.</param>
    public AkkaNode(string settings, Config? others = null) => _system = ActorSystem.Create(
        "akkachat",
        ConfigurationFactory.ParseString(settings)
            .WithFallback(others ?? "akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }")
            .WithFallback("akka { loglevel = OFF, stdout-loglevel = OFF }"));

    /// <summary>A node of a cluster that is no server.</summary>
    /// <param name="settings">HOCON, over those of a server.</param>
    /// <param name="address">Its own.</param>
    /// <param name="seed">Another node, or itself to begin a cluster.</param>
    public static AkkaNode InCluster(string settings, string address, string seed)
    {
        var server = new ClusterSettings(HostPort.Parse(address), "127.0.0.1", [HostPort.Parse(seed)], NeedsMajority: true, Tls: null);
        return new AkkaNode(
            $"{settings}\nakka.cluster.seed-nodes = [\"{AkkaClusterConfig.AddressOf(server, server.Seeds[0])}\"]",
            AkkaClusterConfig.Create(server, longestPost: 0));
    }

    /// <param name="node">Address of an actor system.</param>
    public void Tell(string node, string path, object message) => _system.ActorSelection($"{node}{path}").Tell(message);

    public async ValueTask DisposeAsync() => await _system.Terminate();
}
