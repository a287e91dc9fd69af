using System.Net.Sockets;
using Akka.Actor;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Control;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Room;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// Opens the control socket before the doors, if it is on: whoever sees that the server listens may command. Closes it as the first part
/// of the shutdown.
/// </summary>
internal sealed class ControlService(
    ActorSystem system,
    ChatActors actors,
    CurrentSettings settings,
    ConnectionStatsRegistry connections,
    RoomGauges room,
    ILoggerFactory logs) : IHostedService, IDisposable
{
    private const int Backlog = 16;

    /// <summary>For commands in progress when the server shuts down.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMilliseconds(500);

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private IHost? _host;

    /// <exception cref="CannotListenException">The socket cannot be opened.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var path = settings.Value.ControlSocket;
        if (path.Length == 0)
            return;

        await ServeAsync(UnixListenSocket.Open(path, Backlog));
        system.EventStream.Publish(new ChatEvents.ControlSocketOpened(path));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_host is not null)
            await _host.StopAsync(StopTimeout);
    }

    public void Dispose() => _host?.Dispose();

    private Task ServeAsync(Socket socket)
    {
        var handler = new ControlHandler(
            new ControlActors(actors.Registry.Get<ConnectionManagerActor>(), actors.Registry.Get<RoomActor>(), ReloadAsync),
            ReadStats,
            () => ControlLimits.Of(settings.Value),
            system.EventStream,
            actors.Operator);
        _host = ControlEndpoint.Build(socket, handler, logs);
        return _host.StartAsync(CancellationToken.None);
    }

    private async Task<ControlAnswers.Reloaded> ReloadAsync()
    {
        // It reads files: as long as that takes.
        var answer = await actors.Reload.Ask<object>(ReloadActor.Reload.Instance, Timeout.InfiniteTimeSpan);
        return answer switch
        {
            ReloadActor.Reloaded reloaded => new ControlAnswers.Reloaded(reloaded.Changed, reloaded.NeedsRestart),
            ReloadActor.Refused refused => throw new ConfigurationException(refused.Problems),
            _ => throw new InvalidOperationException($"unexpected answer {answer}"),
        };
    }

    private ControlAnswers.Stats ReadStats()
    {
        var (open, sum) = connections.Read();
        return new ControlAnswers.Stats(
            ChatMeter.Version ?? "",
            (long)TimeProvider.System.GetElapsedTime(_start).TotalSeconds,
            open,
            room.Members,
            room.Congested,
            sum.Pending,
            sum.LinesIn,
            sum.LinesOut,
            sum.BytesIn,
            sum.BytesOut);
    }
}
