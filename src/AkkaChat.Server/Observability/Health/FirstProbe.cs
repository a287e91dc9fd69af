using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AkkaChat.Server.Observability.Health;

/// <summary>
/// Asks everything once, before any client can come. The first answers load code, for which the runtime needs file
/// descriptors: if clients had used them up by then, there would never be an answer.
/// </summary>
internal static class FirstProbe
{
    /// <summary>Only a machine that hinders connections to itself takes so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task SendAsync(IPEndPoint server)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            foreach (var path in HealthEndpoint.Paths)
                await AskAsync(Reachable(server), path, patience.Token);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // Those who are meant to ask will.
        }
    }

    private static async Task AskAsync(IPEndPoint server, string path, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancellationToken);
        var buffer = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n");
        await socket.SendAsync(buffer, cancellationToken);
        while (await socket.ReceiveAsync(buffer, cancellationToken) > 0)
        {
            // What it says is of no interest.
        }
    }

    private static IPEndPoint Reachable(IPEndPoint server) => new(
        server.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : server.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : server.Address,
        server.Port);
}
