using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Hosting;

/// <summary>Runs the server from its start to its end.</summary>
internal static class ServerRun
{
    /// <summary>Serves until a signal or a failure ends the process.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="ConfigurationException">The limit of open files is too low.</exception>
    public static async Task<int> RunAsync(LoadedConfiguration configured, TextWriter errors)
    {
        SchedulerPolicy.ApplyBatch();
        var settings = configured.Settings;
        if (FileDescriptorLimit.Read().Limit is { } limit and < FileDescriptorLimit.Minimum)
            throw new ConfigurationException([$"the limit of {limit} open files (ulimit -n) is too low: at least {FileDescriptorLimit.Minimum} are needed"]);

        try
        {
            var endpoints = await ResolveAsync(settings.Listen.Address);
            var health = settings.Health is { } address ? (await ResolveAsync(address))[0] : null;
            using var host = ChatHost.Build(configured, endpoints, health);
            return TryStartAkka(host, errors) ? await ServeAsync(host, settings) : ExitCode.InvalidConfiguration;
        }
        catch (CannotListenException exception)
        {
            errors.WriteLine(SingleLine.Sanitize(exception.Message));
            return ExitCode.CannotListen;
        }
    }

    /// <summary>Checks whether Akka accepts its part of the configuration.</summary>
    public static bool Check(LoadedConfiguration configured, TextWriter errors)
    {
        using var host = ChatHost.Build(configured, [new IPEndPoint(IPAddress.Any, 0)]);
        return TryStartAkka(host, errors);
    }

    /// <summary>Starts Akka ahead of the host: AkkaHostedService prints a failure with its stack trace, several times.</summary>
    private static bool TryStartAkka(IHost host, TextWriter errors)
    {
        try
        {
            host.Services.GetRequiredService<ActorSystem>().Tcp();
            return true;
        }
        catch (Exception exception)
        {
            errors.WriteLine(SingleLine.Sanitize($"akka cannot start: {exception.GetBaseException().Message}"));
            return false;
        }
    }

    private static async Task<int> ServeAsync(IHost host, ChatSettings settings)
    {
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var system = host.Services.GetRequiredService<ActorSystem>();
        // A signal stops the host before the actor system. If the actor system is down first, an essential actor has stopped.
        var hasFailed = false;
        lifetime.ApplicationStopping.Register(() => hasFailed = system.WhenTerminated.IsCompleted);
        // ConsoleLifetime stops the host on SIGINT too, SystemdLifetime on SIGTERM only.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            lifetime.StopApplication();
        });

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
        catch (Exception exception) when (exception.GetBaseException() is SocketException socket)
        {
            // Kestrel, which opens the port of the health checks.
            throw new CannotListenException(settings.Health!, socket.Message);
        }
    }

    private static async Task<IPEndPoint[]> ResolveAsync(HostPort address)
    {
        try
        {
            return await address.ResolveAsync();
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new CannotListenException(address, exception.Message);
        }
    }
}
