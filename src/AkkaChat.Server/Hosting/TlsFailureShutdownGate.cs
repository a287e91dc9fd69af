using Akka;
using Akka.Actor;
using AkkaChat.Server.Cluster;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// Holds up the shutdown that Akka.Remote begins when the TLS handshake of a connection to another node fails, until the server has to end
/// for another reason; otherwise a node that ends at that moment, or has a wrong certificate, would end the nodes that connect to it. Akka
/// connects again, as after a connection that was refused. Not needed once <c>TcpHandlers</c> of Akka.Remote does not run
/// CoordinatedShutdown (https://github.com/akkadotnet/akka.net/pull/7839), which only its first caller starts: all others that do, Akka.Cluster
/// and Akka.Hosting among them, have to open the gate. As a hosted service it opens just before that of Akka.Hosting stops.
/// </summary>
internal sealed class TlsFailureShutdownGate : IHostedService, IDisposable
{
    /// <summary>The type is internal.</summary>
    private const string TlsFailure = "TlsHandshakeFailureReason";

    private readonly TaskCompletionSource<Done> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>To be created before the node connects to any other.</summary>
    public TlsFailureShutdownGate(ActorSystem system)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(AkkaClusterConfig.TlsFailurePhase, "await-other-reason", () =>
            shutdown.ShutdownReason.GetType().Name == TlsFailure ? _opened.Task : Task.FromResult(Done.Instance));
    }

    /// <summary>The server has to end.</summary>
    public void Open() => _opened.TrySetResult(Done.Instance);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Open();
        return Task.CompletedTask;
    }

    /// <summary>A host whose start has failed is not stopped.</summary>
    public void Dispose() => Open();
}
