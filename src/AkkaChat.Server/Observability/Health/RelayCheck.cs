using Akka.Hosting;
using AkkaChat.Server.Cluster;

namespace AkkaChat.Server.Observability.Health;

/// <summary>Healthy while this node of a cluster is a part of the room.</summary>
internal sealed class RelayCheck(IReadOnlyActorRegistry actors) : RoomQuestion<ContactState>(actors, RelayMessages.GetContact.Instance)
{
    protected override string? ProblemIn(ContactState answer) => answer switch
    {
        ContactState.Waiting => "the room of the cluster is not open yet",
        ContactState.Closing => "the room is closing",
        ContactState.Lost => "the node has lost the cluster",
        _ => null,
    };
}
