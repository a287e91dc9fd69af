using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Hosting;
using Akka.IO;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Observability.Health;
using AkkaChat.Server.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Hosting;

/// <summary>Runs the server from start to end.</summary>
internal static class ServerRun
{
    /// <summary>Listens, and serves until the process is told to end.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(LoadedConfiguration configured, TextWriter errors)
    {
        SchedulerPolicy.Begin();
        WorkerThreads.Create();
        var settings = configured.Settings;
        try
        {
            var endpoint = await ResolveAsync(settings.Listen.Address);
            using var health = settings.Health is { } http ? BindHealth(http, await ResolveAsync(http)) : null;
            using var host = ChatHost.Build(configured, endpoint, health);
            return TryStartEngine(host, errors) ? await ServeAsync(host, settings, health) : ExitCode.InvalidConfiguration;
        }
        catch (CannotListenException exception)
        {
            errors.WriteLine(SingleLine.Sanitize(exception.Message));
            return ExitCode.CannotListen;
        }
    }

    /// <summary>Tells if the engine can work with its part of the configuration.</summary>
    public static bool Check(LoadedConfiguration configured, TextWriter errors)
    {
        using var host = ChatHost.Build(configured, new IPEndPoint(IPAddress.Any, 0));
        return TryStartEngine(host, errors);
    }

    /// <summary>Before the host does it, which would print a failure several times, with stack traces.</summary>
    private static bool TryStartEngine(IHost host, TextWriter errors)
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

    private static async Task<int> ServeAsync(IHost host, ChatSettings settings, Socket? health)
    {
        await host.StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();
        if (health is not null)
        {
            await FirstProbe.SendAsync((IPEndPoint)health.LocalEndPoint!);
            system.EventStream.Publish(new ChatEvents.HealthOpened(health.LocalEndPoint!));
        }

        var endedByItself = false;
        var manager = new ServiceManager();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() =>
        {
            endedByItself = system.WhenTerminated.IsCompleted;
            manager.SayStopping();
        });
        await ListenAsync(host, settings.Listen.Address);
        manager.SayReady();

        await host.WaitForShutdownAsync();
        // Whoever ends it in order stops the host first.
        return endedByItself ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task ListenAsync(IHost host, HostPort where)
    {
        var listener = host.Services.GetRequiredService<IRequiredActor<ListenerActor>>().ActorRef;
        var answer = await listener.Ask<object>(ListenerActor.Listen.Instance, Timeout.InfiniteTimeSpan);
        if (answer is ListenerActor.ListenFailed failed)
        {
            await host.StopAsync();
            throw new CannotListenException(where, failed.Reason);
        }
    }

    private static Socket BindHealth(HostPort where, IPEndPoint endpoint)
    {
        try
        {
            return HealthSocket.Open(endpoint);
        }
        catch (SocketException exception)
        {
            throw new CannotListenException(where, exception.Message);
        }
    }

    private static async Task<IPEndPoint> ResolveAsync(HostPort where)
    {
        try
        {
            return await where.ResolveAsync();
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new CannotListenException(where, exception.Message);
        }
    }
}
