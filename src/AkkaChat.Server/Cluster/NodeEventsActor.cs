using Akka.Actor;
using Akka.Cluster;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Cluster;

/// <summary>Publishes what becomes of the other nodes of the cluster.</summary>
internal sealed class NodeEventsActor : UntypedActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    protected override void PreStart() => _cluster.Subscribe(
        Self,
        ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.IMemberEvent),
        typeof(ClusterEvent.IReachabilityEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberUp up: OnUp(up.Member); break;
            // When this node leaves, all others are removed too, whatever they are.
            case ClusterEvent.MemberRemoved { PreviousStatus: MemberStatus.Exiting or MemberStatus.Down } removed:
                Publish(new ChatEvents.NodeRemoved(NameOf(removed.Member), HasLeft: removed.PreviousStatus == MemberStatus.Exiting));
                break;
            case ClusterEvent.UnreachableMember node: Publish(new ChatEvents.NodeUnreachable(NameOf(node.Member))); break;
            case ClusterEvent.ReachableMember node: Publish(new ChatEvents.NodeReachable(NameOf(node.Member))); break;
            case ClusterEvent.IMemberEvent: break;
            default: Unhandled(message); break;
        }
    }

    private static void OnUp(Member node) => Publish(NodeVersion.IsCompatible(node)
        ? new ChatEvents.NodeUp(NameOf(node))
        : new ChatEvents.NodeIncompatible(NameOf(node), NodeVersion.Of(node), NodeVersion.Current));

    private static string NameOf(Member node) => NodeName.Of(node.Address);

    private static void Publish(ChatEvents.IChatEvent chatEvent) => Context.System.EventStream.Publish(chatEvent);
}
