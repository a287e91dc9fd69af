using System.Net;
using AkkaChat.Server.Transports;
using AkkaChat.TerminalClient;
using AkkaChat.TerminalClient.Connection;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.TerminalClient;

/// <summary>The terminal client's end of a connection to a real server.</summary>
public sealed class ServerConnectionTests : IDisposable
{
    private readonly TempFolder _files = new();

    public void Dispose() => _files.Dispose();

    /// <summary>Session tickets must arrive during the half-close, which is rare for one connection.</summary>
    [Fact]
    public async Task A_TLS_client_can_half_close_while_it_reads()
    {
        TestCertificate.Issue().Write(_files);
        await using var server = await RunningServer.StartAsync(TestCertificate.Settings(_files));
        var port = ((IPEndPoint)await server.EndpointAsync(Door.Tls)).Port;
        var connector = new ServerConnector(new ClientOptions("localhost", port, true, null, true, null));

        for (var connection = 0; connection < 200; connection++)
            Assert.Equal("bot:hello\n", await TalkAsync(connector).WaitAsync(Eventually.DefaultTimeout));
    }

    private static async Task<string> TalkAsync(ServerConnector connector)
    {
        await using var connection = await connector.ConnectAsync(CancellationToken.None);
        var received = new MemoryStream();
        var receiving = Task.Run(() => connection.Stream.CopyToAsync(received));
        await connection.Stream.WriteAsync("bot\nhello\n"u8.ToArray());
        await connection.CloseSendingAsync();
        await receiving;
        return received.ToArray().Text();
    }
}
