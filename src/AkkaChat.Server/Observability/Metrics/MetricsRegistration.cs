using System.Collections;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Room;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace AkkaChat.Server.Observability.Metrics;

/// <summary>Adds the meter to the host, and the export to a collector if one is configured.</summary>
internal static class MetricsRegistration
{
    private const string MetricsPath = "v1/metrics";

    /// <summary>Maximum delay of the shutdown by a collector that does not answer.</summary>
    public const int ExportTimeoutMs = 2000;

    /// <param name="otlpEndpoint">
    /// Base URL of the collector, for OTLP over HTTP; <c>v1/metrics</c> is appended if missing. Null for no export.
    /// </param>
    public static void AddChatMeter(this IHostBuilder host, Uri? otlpEndpoint)
    {
        host.ConfigureServices(services => services
            .AddMetrics()
            .AddSingleton<ConnectionStatsRegistry>()
            .AddSingleton<RoomGauges>()
            .AddSingleton<ChatMeter>());
        if (otlpEndpoint is null)
            return;

        host.ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection(Variables()));
        host.ConfigureServices(services => services.AddHostedService<FinalMetricsExport>().AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("akkachat", serviceVersion: ChatMeter.Version))
            .WithMetrics(metrics => metrics
                .AddMeter(ChatMeter.Name)
                // .NET: memory, garbage collections, processor time, threads.
                .AddMeter("System.Runtime")
                .AddOtlpExporter(exporter =>
                {
                    exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                    exporter.Endpoint = MetricsAddress(otlpEndpoint);
                    exporter.TimeoutMilliseconds = ExportTimeoutMs;
                })));
    }

    /// <summary>The variables that OpenTelemetry specifies, such as OTEL_METRIC_EXPORT_INTERVAL; no others configure the host.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Variables() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value))
        .Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal));

    private static Uri MetricsAddress(Uri endpoint) =>
        endpoint.AbsolutePath.EndsWith(MetricsPath, StringComparison.Ordinal)
            ? endpoint
            : new UriBuilder(endpoint) { Path = $"{endpoint.AbsolutePath.TrimEnd('/')}/{MetricsPath}" }.Uri;
}
