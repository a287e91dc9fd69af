using System.Net;
using Akka.Hosting;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Observability.Health;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Observability.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// Builds the generic host. Its services start in this order and stop in the reverse one: health checks, metrics, the
/// actor system, on a node the gate of its shutdown, the control socket, the doors.
/// </summary>
internal static class ChatHost
{
    /// <param name="source">Where <paramref name="configured"/> was read from.</param>
    /// <param name="doors">Where to listen.</param>
    /// <param name="health">Where the health checks listen, resolved; empty for nowhere.</param>
    /// <param name="log">Where the log goes; null for none.</param>
    /// <param name="cluster">Null for a single server.</param>
    public static IHost Build(
        ConfigurationSource source,
        LoadedConfiguration configured,
        DoorSetup doors,
        IReadOnlyList<IPEndPoint> health,
        StandardStream? log,
        ClusterSetup? cluster = null)
    {
        var settings = configured.Settings;
        var logSwitch = new LogSwitch(settings.Log, log?.HasPriorities ?? false);
        var builder = new HostBuilder();
        if (log is not null)
            builder.ConfigureLogging(logging => logging.AddChatLog(logSwitch, log.Writer));
        if (health.Count > 0)
            builder.AddHealthEndpoint(health, isNode: cluster is not null);
        builder.AddChatMeter(settings.Metrics.OtlpEndpoint);
        builder.ConfigureServices(collection => collection
            .AddAkka(AkkaClusterConfig.SystemName, (akka, services) =>
            {
                akka
                    .AddHocon(configured.Hocon, HoconAddMode.Replace)
                    .AddHocon(AkkaOverrides.Of(settings with { Cluster = cluster?.Settings }), HoconAddMode.Prepend)
                    .ConfigureLoggers(loggers => loggers.UseChatLog())
                    .AddStartup((system, _) => HealthEndpoint.Report(system, services));
                if (cluster is not null)
                    ClusterNode.Configure(akka, cluster);
            }));
        if (cluster is not null)
        {
            builder.ConfigureServices(collection => collection
                .AddSingleton<TlsFailureShutdownGate>()
                .AddHostedService(services => services.GetRequiredService<TlsFailureShutdownGate>()));
        }

        builder.ConfigureServices(collection => collection
            .AddSingleton(source)
            .AddSingleton(configured)
            .AddSingleton(logSwitch)
            .AddSingleton(new CurrentSettings(settings))
            .AddSingleton(services => new ChatActors(doors, cluster?.Settings, services))
            .AddSingleton(services => services.GetRequiredService<ChatActors>().Listeners)
            .AddHostedService<ControlService>()
            .AddHostedService<ListeningService>());
        builder.ConfigureServices(AddSystemdLifetime);
        return builder.Build();
    }

    /// <summary>
    /// As UseSystemd does, under a condition that holds in our unit: SystemdHelpers of .NET 10 looks for a parent process
    /// named systemd, which ProtectProc=invisible hides. Not needed once UseSystemd considers NOTIFY_SOCKET.
    /// </summary>
    private static void AddSystemdLifetime(IServiceCollection services)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NOTIFY_SOCKET")))
            services.AddSingleton<ISystemdNotifier, ServiceManagerNotifier>().AddSingleton<IHostLifetime, SystemdLifetime>();
    }
}
