using System.Net.Sockets;
using System.Text;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>Clients of other protocols are refused before anything of theirs reaches the room.</summary>
public sealed class ForeignClientTests : IAsyncLifetime
{
    private const string Refusal = "server:this port speaks the chat protocol only: the first line is a username\n";

    private const string BrowserRequest =
        "GET / HTTP/1.1\r\nHost: chat.example.org:9000\r\nConnection: keep-alive\r\nAuthorization: Basic c2VjcmV0\r\n"
        + "User-Agent: Mozilla/5.0\r\nAccept: text/html\r\nCookie: session=secret\r\n\r\n";

    private const string FormPost =
        "POST /x HTTP/1.1\r\nHost: chat.example.org:9000\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nhello\r\n";

    private const string TlsHello = "\u0016\u0003\u0001\0\u0006\u0001\0\0\u0002\u0003\n";

    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(BrowserRequest, Refusal)]
    [InlineData(FormPost, Refusal)]
    [InlineData("\u00EF\u00BB\u00BF" + BrowserRequest, Refusal)]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", Refusal)]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nmallory\nhello\n", Refusal)]
    [InlineData(TlsHello + "hello\n", "")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000C\u00C0\0\u0002\u0001\u00C0\0\u0002\u0002\0\u0001\0\u0002mallory\nhello\n", "")]
    [InlineData("\0\u0001\0\0!\u0012\u00A4B\nhello\n", "server:username must not contain control characters\n")]
    public async Task A_client_of_another_protocol_gets_FIN_and_no_member_sees_it(string sent, string received)
    {
        using var alice = await _server.JoinAsync("alice");
        using var meter = new MeterReader(_server.MeterFactory);

        using var client = await _server.ConnectAsync();
        await client.SendAsync(sent);
        Assert.Equal(received, await client.ReadToEndAsync());

        await alice.SendAsync("alone\n");
        alice.HalfClose();
        Assert.Equal("alice:alone\n", await alice.ReadToEndAsync());
        await Eventually.TrueAsync(
            () => Task.FromResult(meter["akkachat.connection.refused{not-a-chat-client,tcp}"]
                + meter["akkachat.connection.refused{invalid-username,tcp}"] == 1),
            "the refusal is counted");
    }

    [Theory]
    [InlineData("GET /", Refusal)]
    [InlineData("SSH-2.0", Refusal)]
    [InlineData("PROXY TCP4 ", Refusal)]
    [InlineData("\u0016\u0003\u0001", "")]
    [InlineData("ann\rhello", "server:username must not contain control characters\n")]
    public async Task A_client_that_cannot_join_is_refused_before_its_line_ends(string start, string answer)
    {
        using var client = await _server.ConnectAsync();

        await client.SendAsync(start);

        Assert.Equal(answer, await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_stream_writer_of_dotnet_with_its_byte_order_mark_joins()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_server.Endpoint);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.UTF8) { AutoFlush = true, NewLine = "\n" };
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);

        await writer.WriteLineAsync("Zoë");
        await writer.WriteLineAsync("hello");

        Assert.Equal("Zoë:hello", await reader.ReadLineAsync().WaitAsync(Eventually.DefaultTimeout));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("ssh")]
    [InlineData("SSH")]
    [InlineData("PROXY")]
    [InlineData("Ann /x")]
    public async Task A_name_that_only_resembles_another_protocol_is_a_name(string name)
    {
        using var client = await _server.JoinAsync(name);
    }
}
