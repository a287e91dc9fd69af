using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace AkkaChat.Server.Observability.Metrics;

/// <summary>Makes the meter part of the host, and pushes it to a collector if there is one.</summary>
internal static class MetricsRegistration
{
    private const string Signal = "v1/metrics";

    /// <summary>A collector that does not answer must not hold up the shutdown for longer.</summary>
    public const int ExportTimeoutMs = 2000;

    /// <param name="otlpEndpoint">
    /// Base address of a receiver of OTLP over HTTP (its path is that of the protocol, <c>v1/metrics</c>, below this), or
    /// null for none.
    /// </param>
    public static void AddChatMeter(this IHostBuilder host, Uri? otlpEndpoint)
    {
        host.ConfigureServices(services => services.AddMetrics().AddSingleton<ChatMeter>());
        if (otlpEndpoint is null)
            return;

        host.ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection(Variables()));
        host.ConfigureServices(services => services.AddHostedService<FinalMetricsExport>().AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("akkachat", serviceVersion: ChatMeter.Version))
            .WithMetrics(metrics => metrics
                .AddMeter(ChatMeter.Name)
                // Memory, garbage collections, processor time, threads: what one asks for next.
                .AddMeter("System.Runtime")
                .AddOtlpExporter(exporter =>
                {
                    exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                    exporter.Endpoint = MetricsAddress(otlpEndpoint);
                    exporter.TimeoutMilliseconds = ExportTimeoutMs;
                })));
    }

    /// <summary>What OpenTelemetry has defined for all programs, such as OTEL_METRIC_EXPORT_INTERVAL.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Variables() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value))
        .Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal));

    private static Uri MetricsAddress(Uri endpoint) =>
        endpoint.AbsolutePath.EndsWith(Signal, StringComparison.Ordinal)
            ? endpoint
            : new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{Signal}");
}
