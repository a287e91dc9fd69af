using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Hosting;
using AkkaChat.Server.Observability.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Tests.Support;

/// <summary>The whole server within the test process, on a port of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Socket? _health;
    private Task? _stopped;

    private RunningServer(IHost host, Socket? health)
    {
        _host = host;
        _health = health;
    }

    public IPEndPoint Endpoint { get; private set; } = null!;

    /// <summary>The health checks, which are there if <c>http.listen</c> is set.</summary>
    public HealthProbe Health => field ??= new HealthProbe((IPEndPoint)_health!.LocalEndPoint!);

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>What tells its meters from those of other servers in this process.</summary>
    public IMeterFactory MeterFactory => _host.Services.GetRequiredService<IMeterFactory>();

    public static async Task<RunningServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var server = await StartClosedAsync(settings);
        await server.OpenAsync();
        return server;
    }

    /// <summary>Starts all but the chat's port, which is not open yet.</summary>
    public static async Task<RunningServer> StartClosedAsync(params (string Key, string Value)[] settings)
    {
        var configured = TestSettings.Load([("log.level", "warning"), .. settings]);
        var http = configured.Settings.Health;
        var health = http is null ? null : HealthSocket.Open(await http.ResolveAsync());
        var host = ChatHost.Build(configured, new IPEndPoint(IPAddress.Loopback, 0), health);
        await host.StartAsync();
        return new RunningServer(host, health);
    }

    public async Task OpenAsync()
    {
        var listener = _host.Services.GetRequiredService<IRequiredActor<ListenerActor>>().ActorRef;
        var listening = await listener.Ask<ListenerActor.Listening>(
            ListenerActor.Listen.Instance, TimeSpan.FromSeconds(30));
        Endpoint = listening.Endpoint;
    }

    /// <summary>Ends it in order, as a signal does.</summary>
    public Task StopAsync() => _stopped ??= _host.StopAsync();

    public Task<LineClient> ConnectAsync() => LineClient.ConnectAsync(Endpoint);

    public Task<LineClient> JoinAsync(string name) => LineClient.JoinAsync(Endpoint, name);

    /// <summary>The actors at a path, in which <c>*</c> stands for any name, as soon as there are so many.</summary>
    public async Task<IReadOnlyList<IActorRef>> FindAsync(string path, int count = 1)
    {
        using var input = Akka.Actor.Inbox.Create(System);
        var found = new HashSet<IActorRef>();
        while (found.Count < count)
        {
            System.ActorSelection(path).Tell(new Identify(path), input.Receiver);
            if (await input.ReceiveAsync(TimeSpan.FromSeconds(30)) is ActorIdentity { Subject: { } subject })
                found.Add(subject);
        }

        return [.. found];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
        _health?.Dispose();
    }
}
