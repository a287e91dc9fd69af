namespace AkkaChat.Server.Cluster;

/// <summary>A relay and the node that it runs on.</summary>
/// <param name="Relay">Random identity of the relay. A relay that restarts is another one.</param>
/// <param name="Address">Of its node.</param>
internal readonly record struct RelayNode(long Relay, string Address);
