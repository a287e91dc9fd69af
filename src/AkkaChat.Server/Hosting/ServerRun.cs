using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace AkkaChat.Server.Hosting;

/// <summary>Runs the server from its start to its end.</summary>
internal static class ServerRun
{
    /// <summary>Serves until a signal or a failure ends the process.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="ConfigurationException">A part of the server cannot start.</exception>
    /// <exception cref="CannotListenException">A port cannot be opened.</exception>
    /// <exception cref="NotAttachedException">A node has not become a part of the room.</exception>
    public static async Task<int> RunAsync(ConfigurationSource source, LoadedConfiguration configured, StandardStream output)
    {
        SchedulerPolicy.ApplyBatch();
        var settings = configured.Settings;
        var doors = await DoorSetup.CreateAsync(settings);
        var health = settings.Health is null
            ? []
            : await DoorSetup.ResolveAsync(settings.Health, address => address.ResolveLocalAsync());
        var cluster = settings.Cluster is null ? null : await ClusterNode.LoadAsync(settings.Cluster);
        using var host = ChatHost.Build(source, configured, doors, health, output, cluster);
        StartParts(host, cluster);
        return await ServeAsync(host, settings);
    }

    /// <summary>Starts everything but what opens a port, without a log.</summary>
    /// <exception cref="ConfigurationException">A part of the server cannot start.</exception>
    public static async Task CheckAsync(ConfigurationSource source, LoadedConfiguration configured)
    {
        var doors = await DoorSetup.CreateForCheckAsync(configured.Settings);
        if (configured.Settings.Cluster is { } cluster)
            await ClusterNode.LoadAsync(cluster);
        // Not disposed of, which would export metrics: the process ends now.
        var host = ChatHost.Build(source, configured, doors, health: [], log: null);
        StartParts(host, cluster: null);
    }

    /// <summary>
    /// Starts ahead of the host what its configuration and environment may prevent from starting: the host and
    /// AkkaHostedService print a failure with its stack trace, several times.
    /// </summary>
    private static void StartParts(IHost host, ClusterSetup? cluster)
    {
        var nodePort = cluster is null ? null : new HostPort(cluster.Settings.BindHost, cluster.Settings.Address.Port);
        Start("akka", () => host.Services.GetRequiredService<ActorSystem>().Tcp(), nodePort);
        Start("akka", () => CoordinatedShutdown.Get(host.Services.GetRequiredService<ActorSystem>()));
        Start("akka", () => host.Services.GetRequiredService<ChatActors>());
        Start("the export of metrics (see the OTEL_ variables)", () => host.Services.GetService<MeterProvider>());
    }

    /// <param name="port">Is opened by the part; null for none.</param>
    private static void Start(string part, Func<object?> start, HostPort? port = null)
    {
        try
        {
            start();
        }
        catch (Exception exception) when (port is not null && InnermostOf(exception) is SocketException socket)
        {
            throw new CannotListenException($"{port}", socket.Message);
        }
        catch (Exception exception)
        {
            throw new ConfigurationException([$"{part} cannot start: {ErrorText.Of(exception)}"]);
        }
    }

    /// <summary>GetBaseException of an AggregateException stops at the first exception of another type.</summary>
    private static Exception InnermostOf(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception;
    }

    private static async Task<int> ServeAsync(IHost host, ChatSettings settings)
    {
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var system = host.Services.GetRequiredService<ActorSystem>();
        // A signal stops the host before the actor system. If the actor system is down first, an essential actor has stopped.
        var hasFailed = false;
        lifetime.ApplicationStopping.Register(() => hasFailed = system.WhenTerminated.IsCompleted);
        var actors = host.Services.GetRequiredService<ChatActors>();
        using var signals = new SignalHandlers(lifetime, () => actors.Reload.Tell(ReloadActor.Reload.Instance));

        await StartAsync(host, settings, lifetime);
        await host.WaitForShutdownAsync();
        return hasFailed ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task StartAsync(IHost host, ChatSettings settings, IHostApplicationLifetime lifetime)
    {
        try
        {
            await host.StartAsync();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // A signal during the start: the host stops the services that it has started.
        }
        catch (Exception exception) when (exception is not (CannotListenException or NotAttachedException))
        {
            // Kestrel, which opens the port of the health checks.
            if (settings.Health is { } health && exception.GetBaseException() is SocketException socket)
                throw new CannotListenException($"{health}", socket.Message);
            throw new ConfigurationException([$"the server cannot start: {ErrorText.Of(exception)}"]);
        }
    }
}
