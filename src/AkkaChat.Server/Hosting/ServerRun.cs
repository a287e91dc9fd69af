using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Network;
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
        catch (SocketException exception)
        {
            return CannotListen(errors, listen, exception.Message);
        }

        using var host = ChatHost.Build(configured, endpoint);
        try
        {
            // Before the host does: it would print the failure with a stack trace.
            host.Services.GetRequiredService<ActorSystem>();
            await host.StartAsync();
        }
        catch (Exception exception)
        {
            // Whatever the engine makes of its part of the configuration.
            errors.WriteLine(PlainLine.Of($"cannot start: {exception.GetBaseException().Message}"));
            return ExitCode.Failed;
        }

        var listener = host.Services.GetRequiredService<IRequiredActor<ListenerActor>>().ActorRef;
        var answer = await listener.Ask<object>(ListenerActor.Listen.Instance, Timeout.InfiniteTimeSpan);
        if (answer is ListenerActor.ListenFailed failed)
        {
            await host.StopAsync();
            return CannotListen(errors, listen, failed.Reason);
        }

        await host.WaitForShutdownAsync();
        return ExitCode.Done;
    }

    private static async Task<IPAddress> ResolveAsync(string host) =>
        IPAddress.TryParse(host, out var address) ? address : (await Dns.GetHostAddressesAsync(host))[0];

    private static int CannotListen(TextWriter errors, ListenSettings listen, string reason)
    {
        var host = listen.Host.Contains(':', StringComparison.Ordinal) ? $"[{listen.Host}]" : listen.Host;
        errors.WriteLine(PlainLine.Of($"cannot listen on {host}:{listen.Port}: {reason}"));
        return ExitCode.CannotListen;
    }
}
