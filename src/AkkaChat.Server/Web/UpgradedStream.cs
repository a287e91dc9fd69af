using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AkkaChat.Server.Web;

/// <summary>
/// The byte stream below a WebSocket, which ASP.NET Core does not show: it is noted when the connection is upgraded.
/// </summary>
internal sealed class UpgradedStream(IHttpUpgradeFeature feature) : IHttpUpgradeFeature
{
    public Stream Stream { get; private set; } = Stream.Null;

    public bool IsUpgradableRequest => feature.IsUpgradableRequest;

    /// <summary>Middleware, to be added in front of that of WebSockets.</summary>
    public static Task CaptureAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { } feature)
        {
            var stream = new UpgradedStream(feature);
            context.Features.Set(stream);
            context.Features.Set<IHttpUpgradeFeature>(stream);
        }

        return next(context);
    }

    public async Task<Stream> UpgradeAsync()
    {
        Stream = await feature.UpgradeAsync();
        return new FrameStream(Stream);
    }
}
