using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AkkaChat.Tests.Support;

/// <summary>
/// A receiver of OTLP over HTTP on the loopback. It reads names and integer sums out of opentelemetry-proto's metrics v1; no
/// package with its generated types is published.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, long> _metrics = [];

    private OtlpReceiver(WebApplication app) => _app = app;

    public Uri Endpoint => new(_app.Urls.Single());

    /// <summary>The names of all metrics, each with the sum of its last integer points.</summary>
    public IReadOnlyDictionary<string, long> Metrics => _metrics;

    /// <summary>The last <c>service.name</c>.</summary>
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
        foreach (var resourceMetrics in Messages(body.ToArray(), 1))
        {
            foreach (var attribute in Messages(resourceMetrics, 1, 1).Where(attribute => Text(attribute, 1) == "service.name"))
                Service = Text(Messages(attribute, 2).Single(), 1);
            // A metric has a Gauge (5) or a Sum (7), whose points (1) may have as_int (6).
            foreach (var metric in Messages(resourceMetrics, 2, 2))
                _metrics[Text(metric, 1)] = Messages(metric, 5, 1).Concat(Messages(metric, 7, 1)).Sum(point => Fixed64(point, 6));
        }

        // An empty ExportMetricsServiceResponse: everything is accepted.
        context.Response.ContentType = "application/x-protobuf";
    }

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Messages(message, field).Single());

    /// <summary>The embedded messages (or texts) below a path of field numbers.</summary>
    private static IEnumerable<byte[]> Messages(byte[] message, params int[] path) => path.Aggregate(
        Enumerable.Repeat(message, 1),
        (messages, field) => messages.SelectMany(parent =>
            Fields(parent, field, WireFormat.WireType.LengthDelimited, input => input.ReadBytes().ToByteArray())));

    private static long Fixed64(byte[] message, int field) =>
        Fields(message, field, WireFormat.WireType.Fixed64, input => input.ReadSFixed64()).LastOrDefault();

    private static IEnumerable<T> Fields<T>(byte[] message, int field, WireFormat.WireType type, Func<CodedInputStream, T> read)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == WireFormat.MakeTag(field, type))
                yield return read(input);
            else
                input.SkipLastField();
        }
    }
}
