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
            "--set", $"telemetry.otlp-endpoint={collector.Endpoint}?tenant=chat");
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

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "malformed", "Headers provided in an invalid format.")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0", "exportIntervalMilliseconds ('0') must be a non-zero value.")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/to/be.found", "CA Certificate file not found at path: /nowhere/to/be.found")]
    public async Task A_variable_that_OpenTelemetry_rejects_is_one_line_at_the_start_and_in_a_check(string variable, string value, string reason)
    {
        string[] collector = ["--set", "telemetry.otlp-endpoint=http://127.0.0.1:1"];
        using var server = ServerProcess.Start([(variable, value)], [.. collector, "--port", "0"]);
        using var check = ServerProcess.Start([(variable, value)], [.. collector, "--check-config"]);
        using var unused = ServerProcess.Start([(variable, value)], "--check-config");

        Assert.Equal(2, await server.ExitAsync());
        Assert.Equal(2, await check.ExitAsync());
        Assert.Equal(0, await unused.ExitAsync());
        Assert.StartsWith(
            $"the export of metrics (see the OTEL_ variables) cannot start: {reason}", Assert.Single(server.Errors), StringComparison.Ordinal);
        Assert.Equal(server.Errors, check.Errors);
        Assert.Empty(server.Output);
        Assert.Empty(check.Output);
    }

    [Fact]
    public async Task A_check_exports_nothing()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        using var check = ServerProcess.Start("--check-config", "--set", $"telemetry.otlp-endpoint={collector.Endpoint}");

        Assert.Equal(0, await check.ExitAsync());
        Assert.Empty(collector.Metrics);
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
