using System.Diagnostics.Metrics;
using System.Net;
using Akka.Actor;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Hosting;
using AkkaChat.Server.Observability.Health;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Tests.Support;

/// <summary>The whole server within the test process, on a port of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly IHost _host;
    private Task? _stopped;

    private RunningServer(IHost host, IPEndPoint endpoint)
    {
        _host = host;
        Endpoint = endpoint;
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>Available if <c>health.listen</c> is set.</summary>
    public HttpProbe Health => field ??= new HttpProbe(HealthEndpoint.EndpointsOf(_host.Services).First());

    /// <summary>The web door. Available if <c>web.listen</c> is set, without TLS.</summary>
    public async Task<HttpProbe> WebAsync() => new((IPEndPoint)await EndpointAsync(Door.Ws));

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>Distinguishes its meters from those of other servers in this process.</summary>
    public IMeterFactory MeterFactory => _host.Services.GetRequiredService<IMeterFactory>();

    public static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync([new IPEndPoint(IPAddress.Loopback, 0)], settings);

    /// <summary>Starts it at several addresses.</summary>
    public static async Task<RunningServer> StartAsync(
        IReadOnlyList<IPEndPoint> endpoints, params (string Key, string Value)[] settings)
    {
        var configured = TestSettings.Load([("log.level", "warning"), .. settings]);
        var health = configured.Settings.Health;
        var host = ChatHost.Build(
            TestSettings.Source([("log.level", "warning"), .. settings]),
            configured,
            (await DoorSetup.CreateAsync(configured.Settings)) with { Plain = endpoints },
            health is null ? [] : await health.ResolveLocalAsync(),
            new StandardStream(Console.Out, HasPriorities: false));
        await host.StartAsync();
        return new RunningServer(host, (IPEndPoint)await EndpointAsync(host, Door.Tcp));
    }

    /// <summary>Shuts it down in order, as a signal does.</summary>
    public Task StopAsync() => _stopped ??= _host.StopAsync();

    public Task<LineClient> ConnectAsync() => LineClient.ConnectAsync(Endpoint);

    public Task<LineClient> JoinAsync(string name) => LineClient.JoinAsync(Endpoint, name);

    /// <summary>Waits until there are enough actors at a path, in which <c>*</c> stands for any name.</summary>
    public async Task<IReadOnlyList<IActorRef>> FindAsync(string path, int count = 1)
    {
        using var input = Inbox.Create(System);
        var found = new HashSet<IActorRef>();
        await Eventually.TrueAsync(
            async () =>
            {
                System.ActorSelection(path).Tell(new Identify(path), input.Receiver);
                if (await input.ReceiveAsync(Eventually.DefaultTimeout) is ActorIdentity { Subject: { } subject })
                    found.Add(subject);
                return found.Count >= count;
            },
            $"{count} actors at {path}");
        return [.. found];
    }

    /// <summary>Where a door is open.</summary>
    public Task<EndPoint> EndpointAsync(Door door) => EndpointAsync(_host, door);

    private static async Task<EndPoint> EndpointAsync(IHost host, Door door)
    {
        var listener = host.Services.GetRequiredService<Listeners>().ByDoor[door];
        var state = await listener.Ask<ListenerMessages.State>(ListenerMessages.GetState.Instance, Eventually.DefaultTimeout);
        return state.Endpoint!;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
    }
}
