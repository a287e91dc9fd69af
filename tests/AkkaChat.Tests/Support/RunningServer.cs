using System.Net;
using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Hosting;
using AkkaChat.Server.Network;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Tests.Support;

/// <summary>The whole server within the test process, on a port of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly IHost _host;

    private RunningServer(IHost host, IPEndPoint endpoint)
    {
        _host = host;
        Endpoint = endpoint;
    }

    public IPEndPoint Endpoint { get; }

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    public static async Task<RunningServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var configured = TestSettings.Load([("akka.loglevel", "WARNING"), ("log.level", "warning"), .. settings]);
        var host = ChatHost.Build(configured, new IPEndPoint(IPAddress.Loopback, 0));
        await host.StartAsync();
        var listener = host.Services.GetRequiredService<IRequiredActor<ListenerActor>>().ActorRef;
        var listening = await listener.Ask<ListenerActor.Listening>(
            ListenerActor.Listen.Instance, TimeSpan.FromSeconds(30));
        return new RunningServer(host, listening.Endpoint);
    }

    public Task<LineClient> ConnectAsync() => LineClient.ConnectAsync(Endpoint);

    public Task<LineClient> JoinAsync(string name) => LineClient.JoinAsync(Endpoint, name);

    /// <summary>The actors at a path, in which <c>*</c> stands for any name, as soon as there are so many.</summary>
    public async Task<IReadOnlyList<IActorRef>> FindAsync(string path, int count = 1)
    {
        using var inbox = Akka.Actor.Inbox.Create(System);
        var found = new HashSet<IActorRef>();
        while (found.Count < count)
        {
            System.ActorSelection(path).Tell(new Identify(path), inbox.Receiver);
            if (await inbox.ReceiveAsync(TimeSpan.FromSeconds(30)) is ActorIdentity { Subject: { } subject })
                found.Add(subject);
        }

        return [.. found];
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
