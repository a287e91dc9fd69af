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

    /// <summary>Session tickets arrive while the client ends its side: one connection alone would rarely meet that.</summary>
    [Fact]
    public async Task Its_side_can_be_ended_while_it_is_read_with_TLS()
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
