namespace AkkaChat.Server.Observability.Metrics;

/// <param name="OtlpEndpoint">Base URL of the collector, for OTLP over HTTP; null disables the export.</param>
internal sealed record MetricsSettings(Uri? OtlpEndpoint);
