using Akka.Actor;

namespace AkkaChat.Server.Cluster;

/// <summary>Receives the commands that an operator has given to any node of a cluster, to carry them out on this one.</summary>
/// <param name="carryOut">Gets a command, and the node that it comes from: null if it is this one.</param>
internal sealed class OperatorActor(Func<NodeMessages.Command, string?, Task<NodeMessages.Answer>> carryOut) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        if (message is NodeMessages.Command command)
            carryOut(command, NodeOf(Sender.Path.Address)).PipeTo(Sender, Self);
        else
            Unhandled(message);
    }

    private static string? NodeOf(Address address) => address.HasGlobalScope ? NodeName.Of(address) : null;
}
