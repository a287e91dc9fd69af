using System.Net;

namespace AkkaChat.Tests.Support;

/// <summary>An HTTP client. Each request has a connection of its own.</summary>
internal sealed class HttpProbe(IPEndPoint server)
{
    private static readonly HttpClient Http = new() { DefaultRequestHeaders = { ConnectionClose = true } };

    public IPEndPoint Endpoint => server;

    /// <summary>The status and the text of the answer.</summary>
    public async Task<(int Status, string Text)> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? configure = null)
    {
        using var request = new HttpRequestMessage(method, $"http://{server}{path}");
        configure?.Invoke(request);
        return await Http.SendAsync(request);
    }

    /// <summary>Requests until this is the answer.</summary>
    public Task UntilAsync(string path, int status, string text) =>
        Eventually.TrueAsync(async () => await GetAsync(path) == (status, text), $"{path} answers {status} {text}");
}
