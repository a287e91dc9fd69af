using Akka.Actor;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Hosting;

/// <summary>Binds the port as the last part of the host's start: a host that has started accepts clients.</summary>
internal sealed class ListeningService(ActorSystem system, ChatActors actors, ChatSettings settings) : IHostedService
{
    /// <exception cref="CannotListenException">The port cannot be bound.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Not cancelled: a port that is open must be closed in order.
        var answer = await actors.Registry.Get<ListenerActor>()
            .Ask<object>(ListenerActor.Listen.Instance, Timeout.InfiniteTimeSpan, CancellationToken.None);
        if (answer is ListenerActor.ListenFailed failed)
            throw new CannotListenException(new HostPort(failed.Endpoint), failed.Reason);

        GracefulShutdown.AddTo(system, actors.Registry, settings.ShutdownGrace);
    }

    /// <summary>The port is closed by <see cref="GracefulShutdown"/>, after the connections.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
