using Akka.Actor;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Control;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Hosting;

/// <summary>Opens the doors as the last part of the host's start: a host that has started accepts clients.</summary>
internal sealed class ListeningService(ActorSystem system, ChatActors actors, CurrentSettings settings) : IHostedService
{
    /// <exception cref="CannotListenException">A door cannot be opened.</exception>
    /// <exception cref="NotAttachedException">The node has not become a part of the room.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (actors.Cluster is { } cluster)
            await AttachAsync(cluster, cancellationToken);
        if (actors.Operator is { } nodes)
            await ImposeAsync(nodes);
        foreach (var listener in actors.Listeners.All)
        {
            // Not cancelled: a port that is open must be closed in order.
            var answer = await listener.Ask<object>(
                ListenerMessages.Listen.Instance, Timeout.InfiniteTimeSpan, CancellationToken.None);
            if (answer is ListenerMessages.ListenFailed failed)
                throw new CannotListenException(failed.Name, failed.Reason);
        }

        GracefulShutdown.AddTo(system, actors.Registry, actors.Listeners, () => settings.Value.ShutdownGrace);
    }

    /// <summary>The doors are closed by <see cref="GracefulShutdown"/>, after the connections.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task AttachAsync(ClusterSettings cluster, CancellationToken cancellationToken)
    {
        system.EventStream.Publish(new ChatEvents.RoomAwaited(ProtocolRules.SeedsToBegin(cluster.Seeds.Count), cluster.Seeds.Count));
        var answer = await actors.Registry.Get<RoomActor>().Ask<object>(
            RelayMessages.AwaitAttached.Instance, Timeout.InfiniteTimeSpan, cancellationToken);
        if (answer is RelayMessages.NotAttached)
            throw new NotAttachedException(await ClusterNode.ExplainMissingSeedsAsync(system, cluster), ClusterNode.IncompatibleNodes(system));
    }

    /// <summary>Imposes the bans and mutes of the other nodes before the first client comes.</summary>
    private async Task ImposeAsync(RoomCommands nodes)
    {
        var connections = actors.Registry.Get<ConnectionManagerActor>();
        // A node may have answered before an operator ended what it lists.
        connections.Tell(OperatorMessages.AwaitImpose.Instance);
        var list = await nodes.ReadOthersAsync();
        connections.Tell(new OperatorMessages.Impose(list ?? OperatorMessages.RestrictionList.Empty));
        if (list is null)
            system.EventStream.Publish(new ChatEvents.RestrictionsUnknown());
    }
}
