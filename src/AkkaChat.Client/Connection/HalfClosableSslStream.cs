using System.Net.Security;
using System.Net.Sockets;

namespace AkkaChat.TerminalClient.Connection;

/// <summary>
/// TLS over a socket, whose side can be ended while it is read: SslStream.ShutdownAsync of .NET 10 takes no lock, and fails if
/// ReadAsync decrypts at the same time, such as the session tickets that follow the handshake. Not needed once the two may run at
/// the same time.
/// </summary>
internal sealed class HalfClosableSslStream : SslStream
{
    private readonly SemaphoreSlim _decryption = new(1, 1);
    private readonly UnlockingStream _inner;

    /// <param name="socket">Stays the caller's.</param>
    public HalfClosableSslStream(Socket socket)
        : this(new UnlockingStream(socket))
    {
    }

    private HalfClosableSslStream(UnlockingStream inner)
        : base(inner) => _inner = inner;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _decryption.WaitAsync(cancellationToken);
        try
        {
            _inner.Decryption = _decryption;
            return await base.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            _decryption.Release();
        }
    }

    public override async Task ShutdownAsync()
    {
        Task sent;
        await _decryption.WaitAsync();
        try
        {
            sent = base.ShutdownAsync();
        }
        finally
        {
            _decryption.Release();
        }

        // Reading goes on while the kernel has no room for close_notify.
        await sent;
    }

    /// <summary>Unlocks decryption while it waits for bytes to decrypt.</summary>
    private sealed class UnlockingStream(Socket socket) : NetworkStream(socket)
    {
        /// <summary>Held by the reader; null before the first read, during the handshake.</summary>
        public SemaphoreSlim? Decryption { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Decryption?.Release();
            try
            {
                return await base.ReadAsync(buffer, cancellationToken);
            }
            finally
            {
                if (Decryption is { } decryption)
                    await decryption.WaitAsync(CancellationToken.None);
            }
        }
    }
}
