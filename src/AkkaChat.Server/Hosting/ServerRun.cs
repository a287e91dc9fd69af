using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Hosting;
using Akka.IO;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Network;
using AkkaChat.Server.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Hosting;

/// <summary>Runs the server from start to end.</summary>
internal static class ServerRun
{
    /// <summary>Listens, and serves until the process is told to end.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(Configured configured, TextWriter errors)
    {
        WorkerThreads.Create();
        var listen = configured.Settings.Listen;
        IPEndPoint endpoint;
        try
        {
            endpoint = new IPEndPoint(await ResolveAsync(listen.Host), listen.Port);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return CannotListen(errors, listen, exception.Message);
        }

        using var host = ChatHost.Build(configured, endpoint);
        if (!TryStartEngine(host, errors))
            return ExitCode.WrongUsage;

        await host.StartAsync();
        var endedByItself = false;
        var system = host.Services.GetRequiredService<ActorSystem>();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(
            () => endedByItself = system.WhenTerminated.IsCompleted);
        var listener = host.Services.GetRequiredService<IRequiredActor<ListenerActor>>().ActorRef;
        var answer = await listener.Ask<object>(ListenerActor.Listen.Instance, Timeout.InfiniteTimeSpan);
        if (answer is ListenerActor.ListenFailed failed)
        {
            await host.StopAsync();
            return CannotListen(errors, listen, failed.Reason);
        }

        await host.WaitForShutdownAsync();
        // Whoever ends it in order stops the host first.
        return endedByItself ? ExitCode.Failed : ExitCode.Done;
    }

    /// <summary>Tells if the engine can work with its part of the configuration.</summary>
    public static bool Check(Configured configured, TextWriter errors)
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
            errors.WriteLine(PlainLine.Of($"akka cannot start: {exception.GetBaseException().Message}"));
            return false;
        }
    }

    private static async Task<IPAddress> ResolveAsync(string host) =>
        IPAddress.TryParse(host, out var address) ? address : (await System.Net.Dns.GetHostAddressesAsync(host))[0];

    private static int CannotListen(TextWriter errors, ListenSettings listen, string reason)
    {
        var host = listen.Host.Contains(':', StringComparison.Ordinal) ? $"[{listen.Host}]" : listen.Host;
        errors.WriteLine(PlainLine.Of($"cannot listen on {host}:{listen.Port}: {reason}"));
        return ExitCode.CannotListen;
    }
}
