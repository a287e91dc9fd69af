using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.TerminalClient.Connection;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Transports;

/// <summary>The server's and the terminal client's end of one TLS connection: one ends its side, and the kernel has no room for close_notify.</summary>
public sealed class TlsHalfCloseTests : IAsyncLifetime, IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly TempFolder _files = new();
    private readonly SemaphoreSlim _slots = new(1);
    // Fixed sizes: the kernel must not make more room later.
    private readonly Socket _clientSocket = new(SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = BufferSize, ReceiveBufferSize = BufferSize };
    private Socket _serverSocket = null!;
    private TlsTransport _server = null!;
    private HalfClosableSslStream _client = null!;

    public async Task InitializeAsync()
    {
        TestCertificate.Issue().Write(_files);
        var certificate = await TlsCertificate.LoadAsync(
            new PemFiles(_files.PathOf("chain.pem"), _files.PathOf("key.pem"), ""));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Server.SendBufferSize = BufferSize;
        listener.Server.ReceiveBufferSize = BufferSize;
        listener.Start();
        await _clientSocket.ConnectAsync(listener.LocalEndpoint);
        _serverSocket = await listener.AcceptSocketAsync();
        _server = new TlsTransport(_serverSocket, new TlsCertificateStore(certificate), _slots);
        _client = new HalfClosableSslStream(_clientSocket);
        var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trusted.CustomTrustStore.Add(TestCertificate.Root);
        await Task.WhenAll(
            _server.HandshakeAsync().AsTask(),
            _client.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = TestCertificate.Host, CertificateChainPolicy = trusted }));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
        _clientSocket.Dispose();
        _slots.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task The_server_goes_on_reading()
    {
        Fill(_serverSocket);

        var shutdown = _server.ShutdownAsync(CloseReason.Kicked).AsTask();
        await _client.WriteAsync("hello\n"u8.ToArray());

        Assert.Equal("hello\n", (await _server.ReadAsync().AsTask().WaitAsync(Eventually.DefaultTimeout)).ToString());
        Assert.False(shutdown.IsCompleted);
    }

    [Fact]
    public async Task The_client_goes_on_reading()
    {
        Fill(_clientSocket);

        var shutdown = _client.ShutdownAsync();
        await _server.WriteAsync(ByteString.FromString("alice:hello\n"));

        var buffer = new byte[100];
        var count = await _client.ReadAsync(buffer).AsTask().WaitAsync(Eventually.DefaultTimeout);
        Assert.Equal("alice:hello\n", buffer.AsSpan(0, count).ToArray().Text());
        Assert.False(shutdown.IsCompleted);
    }

    /// <summary>The other end does not read. Its kernel takes some more after the first refusal: full is a socket that refuses after a wait, too.</summary>
    private static void Fill(Socket socket)
    {
        socket.Blocking = false;
        do
        {
            while (TrySend(socket))
            {
            }
        }
        while (socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectWrite) || TrySend(socket));
    }

    private static bool TrySend(Socket socket)
    {
        socket.Send(new byte[BufferSize], SocketFlags.None, out var error);
        return error == SocketError.Success;
    }
}
