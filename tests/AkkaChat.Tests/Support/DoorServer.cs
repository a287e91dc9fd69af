using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using AkkaChat.Server.Transports;

namespace AkkaChat.Tests.Support;

/// <summary>
/// A server within the test process, and the way to it through one door. Its scheduler only moves by
/// <see cref="Advance"/>, so that no timeout depends on how fast the machine is.
/// </summary>
internal sealed class DoorServer : IAsyncDisposable
{
    private static readonly Dictionary<string, Way> Ways = new()
    {
        ["akka-io"] = new(Door.Tcp),
        ["direct"] = new(Door.Tcp, Transport: "direct"),
        ["unix"] = new(Door.Unix),
        ["tls 1.2"] = new(Door.Tls, SslProtocols.Tls12),
        ["tls 1.3"] = new(Door.Tls, SslProtocols.Tls13),
        ["ws"] = new(Door.Ws),
        ["wss"] = new(Door.Wss, SslProtocols.Tls13),
    };

    private readonly TempFolder _files;
    private readonly RunningServer _server;
    private readonly EndPoint _endpoint;
    private readonly Way _way;

    private DoorServer(TempFolder files, RunningServer server, EndPoint endpoint, Way way)
    {
        _files = files;
        _server = server;
        _endpoint = endpoint;
        _way = way;
        Meter = new MeterReader(server.MeterFactory);
    }

    /// <summary>The names of all doors.</summary>
    public static IEnumerable<string> Names => Ways.Keys;

    public MeterReader Meter { get; }

    /// <summary>The client has an address that counts.</summary>
    public bool HasAddress => _way.Door != Door.Unix;

    /// <param name="door">One of <see cref="Names"/>.</param>
    public static async Task<DoorServer> StartAsync(string door, params (string Key, string Value)[] settings)
    {
        var way = Ways[door];
        var files = new TempFolder();
        TestCertificate.Issue().Write(files);
        var server = await RunningServer.StartAsync(
        [
            ("akka.scheduler.implementation", typeof(VirtualScheduler).AssemblyQualifiedName!),
            ("listen.transport", way.Transport),
            ("listen.unix", files.PathOf("socket")),
            ("web.listen", "127.0.0.1:0"),
            ("web.tls", way.Door == Door.Wss ? "on" : "off"),
            .. TestCertificate.Settings(files),
            .. settings,
        ]);
        return new DoorServer(files, server, await server.EndpointAsync(way.Door), way);
    }

    public Task<LineClient> ConnectAsync(Action<Socket>? configure = null) =>
        LineClient.ConnectAsync(_endpoint, configure, _way.Tls, _way.IsWebSocket);

    public Task<LineClient> JoinAsync(string name, Action<Socket>? configure = null) =>
        LineClient.JoinAsync(_endpoint, name, configure, _way.Tls, _way.IsWebSocket);

    /// <summary>Through the plain port.</summary>
    public Task<LineClient> JoinPlainAsync(string name) => _server.JoinAsync(name);

    public void Advance(TimeSpan time) => ((VirtualScheduler)_server.System.Scheduler).Advance(time);

    /// <summary>Waits until this number of connections is admitted, with their timers started.</summary>
    public Task AdmittedAsync(int count) => _server.FindAsync("/user/connections/*", count);

    /// <summary>Shuts it down in order, as a signal does.</summary>
    public Task StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Meter.Dispose();
        _files.Dispose();
    }

    private sealed record Way(Door Door, SslProtocols Tls = SslProtocols.None, string Transport = "akka-io")
    {
        public bool IsWebSocket => Door is Door.Ws or Door.Wss;
    }
}
