using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace AkkaChat.Server.Telemetry;

/// <summary>Makes the meter part of the host, and pushes it to a collector if there is one.</summary>
internal static class MetricsRegistration
{
    private const string Signal = "v1/metrics";

    /// <summary>A collector that does not answer must not hold up the shutdown for longer.</summary>
    private const int ExportTimeoutMs = 2000;

    /// <param name="otlpEndpoint">
    /// Base address of a receiver of OTLP over HTTP (its path is that of the protocol, <c>v1/metrics</c>, below this), or
    /// null for none.
    /// </param>
    public static void AddChatMeter(this IServiceCollection services, Uri? otlpEndpoint)
    {
        services.AddMetrics();
        services.AddSingleton<ChatMeter>();
        if (otlpEndpoint is null)
            return;

        var version = typeof(ChatMeter).Assembly.GetName().Version?.ToString(3);
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("akkachat", serviceVersion: version))
            .WithMetrics(metrics => metrics
                .AddMeter(ChatMeter.Name)
                // Memory, garbage collections, processor time, threads: what one asks for next.
                .AddMeter("System.Runtime")
                .AddOtlpExporter(exporter =>
                {
                    exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                    exporter.Endpoint = MetricsAddress(otlpEndpoint);
                    exporter.TimeoutMilliseconds = ExportTimeoutMs;
                }));
    }

    private static Uri MetricsAddress(Uri endpoint) =>
        endpoint.AbsolutePath.EndsWith(Signal, StringComparison.Ordinal)
            ? endpoint
            : new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{Signal}");
}
