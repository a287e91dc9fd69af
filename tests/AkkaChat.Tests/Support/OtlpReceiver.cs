using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AkkaChat.Tests.Support;

/// <summary>
/// A receiver of OTLP over HTTP on the loopback. It understands as much of the protocol (opentelemetry-proto, metrics v1)
/// as tells the names of what was measured, and the sums.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, long> _metrics = [];

    private OtlpReceiver(WebApplication app) => _app = app;

    public Uri Endpoint => new(_app.Urls.Single());

    /// <summary>Names of all metrics that came, each with the sum of its last integer points.</summary>
    public IReadOnlyDictionary<string, long> Metrics => _metrics;

    /// <summary>The <c>service.name</c> that came last.</summary>
    public string Service { get; private set; } = "";

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://{IPAddress.Loopback}:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(receiver.HandleAsync);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request is not { Method: "POST", Path.Value: "/v1/metrics", ContentType: "application/x-protobuf" })
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        foreach (var resourceMetrics in Fields(body.ToArray(), 1))
        {
            ReadResource(resourceMetrics);
            foreach (var metric in Fields(resourceMetrics, 2).SelectMany(scope => Fields(scope, 2)))
                ReadMetric(metric);
        }

        // An empty ExportMetricsServiceResponse: all has been accepted.
        context.Response.ContentType = "application/x-protobuf";
    }

    private void ReadResource(byte[] resourceMetrics)
    {
        foreach (var attribute in Fields(resourceMetrics, 1).SelectMany(resource => Fields(resource, 1)))
        {
            if (Text(attribute, 1) == "service.name")
                Service = Text(Fields(attribute, 2).Single(), 1);
        }
    }

    private void ReadMetric(byte[] metric)
    {
        // Gauge is field 5, Sum is field 7; their points are field 1, of which as_int (fixed64) is field 6.
        var points = Fields(metric, 5).Concat(Fields(metric, 7)).SelectMany(data => Fields(data, 1));
        _metrics[Text(metric, 1)] = points.Sum(Integer);
    }

    private static string Text(byte[] message, int field) => ByteText.Text(Fields(message, field).Single());

    private static IEnumerable<byte[]> Fields(byte[] message, int number)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == number && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                yield return input.ReadBytes().ToByteArray();
            else
                input.SkipLastField();
        }
    }

    private static long Integer(byte[] point)
    {
        using var input = new CodedInputStream(point);
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 6 && WireFormat.GetTagWireType(tag) == WireFormat.WireType.Fixed64)
                return input.ReadSFixed64();
            input.SkipLastField();
        }

        return 0;
    }
}
