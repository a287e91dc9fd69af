using Akka.Actor;
using AkkaChat.Server.Connections;

namespace AkkaChat.Server.Cluster;

/// <summary>How a node is called in the log and by operators: <c>chat2.example.org:9200</c>.</summary>
internal static class NodeName
{
    public static string Of(Address address) => $"{new HostPort(address.Host, address.Port ?? 0)}";
}
