using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Akka.IO;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Transports;

/// <summary>TLS 1.2 or 1.3 over a TCP socket, without client certificates.</summary>
internal sealed class TlsTransport : BufferedTransport
{
    /// <summary>Several records.</summary>
    private const int WriteSize = 64 * 1024;

    /// <summary>The most that a record adds to its 16 KiB (RFC 5246, 6.2.3; RFC 8446, 5.2, less).</summary>
    private const int RecordOverhead = 2048 + 5;

    private readonly Socket _socket;
    private readonly TlsCertificateStore _certificates;
    private readonly SemaphoreSlim _handshakeSlots;
    private readonly CorkedSocketStream _stream;
    private readonly SslStream _tls;
    private readonly ComputingSlot _reading;

    /// <summary>
    /// One of reading and ending our side at a time: SslStream.ShutdownAsync of .NET 10 takes no lock, and fails with "application
    /// data after close notify" while ReadAsync decrypts. Not needed once the two may run at the same time.
    /// </summary>
    private readonly SemaphoreSlim _decryption = new(1, 1);

    public TlsTransport(Socket socket, TlsCertificateStore certificates, SemaphoreSlim handshakeSlots)
        : base(WriteSize)
    {
        _socket = socket;
        _certificates = certificates;
        _handshakeSlots = handshakeSlots;
        _stream = new CorkedSocketStream(socket);
        _tls = new SslStream(_stream);
        _reading = new ComputingSlot(_decryption);
    }

    public override ValueTask HandshakeAsync() =>
        // On a thread of the pool: the caller is an actor, and the computation takes a millisecond.
        new(Task.Run(AuthenticateAsync));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ByteString> ReadAsync()
    {
        await _reading.AcquireAsync();
        try
        {
            return await base.ReadAsync();
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Sends close_notify and FIN.</summary>
    public override async ValueTask ShutdownAsync(CloseReason reason)
    {
        Task sent;
        await _decryption.WaitAsync();
        try
        {
            sent = _tls.ShutdownAsync();
        }
        finally
        {
            _decryption.Release();
        }

        // Reading goes on while the kernel has no room for close_notify.
        await sent;
        _socket.Shutdown(SocketShutdown.Send);
    }

    public override void Abort()
    {
        // The socket first: to dispose of the TLS stream sends nothing.
        SocketTransport.Abort(_socket);
        _tls.Dispose();
    }

    public override void Dispose()
    {
        _tls.Dispose();
        _socket.Dispose();
    }

    protected override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _tls.ReadAsync(buffer);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    protected override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        _stream.Cork(bytes.Length + RecordOverhead);
        await _tls.WriteAsync(bytes);
        await _stream.UncorkAsync();
    }

    private async Task AuthenticateAsync()
    {
        var slot = new ComputingSlot(_handshakeSlots);
        _stream.Slot = slot;
        try
        {
            await _tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = _certificates.Current.Context,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
            });
        }
        finally
        {
            _stream.Slot = _reading;
            slot.Release();
        }
    }
}
