using System.Net;
using System.Net.Sockets;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>The real executable exports its metrics to a collector.</summary>
public sealed class TelemetryTests
{
    private static readonly string[] Names =
    [
        "akkachat.connection.accepted",
        "akkachat.connection.count",
        "akkachat.connection.ended",
        "akkachat.connection.refused",
        "akkachat.line.delivered",
        "akkachat.line.duration",
        "akkachat.line.received",
        "akkachat.member.congested",
        "akkachat.member.count",
        "akkachat.member.pending",
        "akkachat.network.io",
    ];

    [Fact]
    public async Task A_collector_has_all_metrics_at_the_latest_when_the_server_has_ended()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        using var server = await ServerProcess.StartListeningAsync(
            "--set", $"telemetry.otlp-endpoint={collector.Endpoint}");
        using var alice = await server.JoinAsync("alice");
        await alice.SendAsync("one\ntwo\n");
        await alice.SkipLinesAsync(2);
        using (var nameless = await server.ConnectAsync())
        {
            await nameless.SendAsync("no:name\n");
            await nameless.ReadToEndAsync();
        }

        server.Terminate();
        await alice.ReadToEndAsync();
        Assert.Equal(0, await server.ExitAsync());

        Assert.Equal("akkachat", collector.Service);
        Assert.Equal(Names, collector.Metrics.Keys.Where(name => name.StartsWith("akkachat.", StringComparison.Ordinal)).Order());
        Assert.Contains("dotnet.gc.collections", collector.Metrics.Keys);
        Assert.Equal(3, collector.Metrics["akkachat.line.received"]);
        Assert.Equal(2, collector.Metrics["akkachat.connection.accepted"]);
        Assert.Equal(1, collector.Metrics["akkachat.connection.refused"]);
        Assert.Equal(1, collector.Metrics["akkachat.connection.ended"]);
        Assert.Equal(0, collector.Metrics["akkachat.connection.count"]);
    }

    /// <summary>A collector that accepts connections and never answers is worse than one that is down.</summary>
    [Fact]
    public async Task A_collector_that_does_not_answer_disturbs_neither_clients_nor_the_shutdown()
    {
        using var dead = new TcpListener(IPAddress.Loopback, 0);
        dead.Start();
        using var server = await ServerProcess.StartListeningAsync(
            [("OTEL_METRIC_EXPORT_INTERVAL", "100")], "--set", $"telemetry.otlp-endpoint=http://{dead.LocalEndpoint}");
        using var alice = await server.JoinAsync("alice");
        using (await dead.AcceptSocketAsync())
        {
            await alice.SendAsync("hello\n");
            Assert.Equal("alice:hello", await alice.ReadLineAsync());

            server.Terminate();
            await alice.ReadToEndAsync();
            Assert.Equal(0, await server.ExitAsync());
            Assert.Empty(server.Errors);
        }
    }
}
