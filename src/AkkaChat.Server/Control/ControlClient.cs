using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace AkkaChat.Server.Control;

/// <summary>Asks a server by its control socket.</summary>
internal static class ControlClient
{
    /// <summary>Longer than the server waits for its own parts.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <param name="path">Of the socket.</param>
    /// <returns>The status of HTTP, JSON with a line end, and the nodes of a cluster that have not answered.</returns>
    /// <exception cref="NoServerException">No server listens there, or it does not answer in time.</exception>
    public static async Task<(int Status, byte[] Body, IReadOnlyList<string> Unreached)> SendAsync(string path, ControlVerb verb, ControlRequest request)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) => await ConnectAsync(path, cancellation),
            UseProxy = false,
        };
        using var client = new HttpClient(handler) { Timeout = Timeout };
        using var message = new HttpRequestMessage(new HttpMethod(verb.Method), $"http://localhost/{verb.Name}");
        if (!verb.IsRead)
            message.Content = ContentOf(request);
        try
        {
            using var response = await client.SendAsync(message);
            var unreached = response.Headers.TryGetValues(ControlHandler.UnreachedHeader, out var values)
                ? string.Join(", ", values).Split(", ")
                : [];
            return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(), unreached);
        }
        catch (TaskCanceledException)
        {
            throw new NoServerException(path, $"no answer within {Timeout.TotalSeconds} seconds");
        }
        catch (HttpRequestException exception)
        {
            throw new NoServerException(path, ReasonOf(exception.GetBaseException()));
        }
    }

    private static string ReasonOf(Exception cause) => cause switch
    {
        // .NET's name for ENOENT.
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "there is no such file",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "it is no socket, or its server has ended",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "permission denied; root may open it, and the user and the group that own it (mode 0660)",
        _ => cause.Message,
    };

    private static ByteArrayContent ContentOf(ControlRequest request) =>
        new(JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };

    private static async Task<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (ArgumentException)
        {
            socket.Dispose();
            throw new HttpRequestException("the path is empty, or too long for a Unix socket");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
