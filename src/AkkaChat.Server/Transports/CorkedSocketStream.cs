using System.Buffers;
using System.Net.Sockets;

namespace AkkaChat.Server.Transports;

/// <summary>
/// The socket below an SslStream. Between <see cref="Cork"/> and <see cref="UncorkAsync"/> it collects what is written: SslStream
/// writes each record of 16 KiB separately, and one send call for all costs much less.
/// </summary>
internal sealed class CorkedSocketStream(Socket socket) : DuplexStream
{
    private byte[] _corked = [];
    private int _length;
    private bool _isCorked;

    /// <summary>Of the handshake or read in progress: released while it waits for the client.</summary>
    public ComputingSlot? Slot { get; set; }

    public void Cork(int capacity)
    {
        _corked = ArrayPool<byte>.Shared.Rent(capacity);
        _length = 0;
        _isCorked = true;
    }

    /// <summary>Sends what was collected; completes when the kernel has taken it.</summary>
    public async ValueTask UncorkAsync()
    {
        _isCorked = false;
        try
        {
            await SocketTransport.SendAsync(socket, _corked.AsMemory(0, _length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_corked);
            _corked = [];
        }
    }

    /// <summary>An empty buffer waits until there is something to read, as SslStream requests it.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Slot?.Release();
        var count = await socket.ReceiveAsync(buffer, cancellationToken);
        if (Slot is { } slot)
            await slot.AcquireAsync();
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isCorked)
            return SocketTransport.SendAsync(socket, buffer, cancellationToken);

        if (_corked.Length - _length < buffer.Length)
            Grow(buffer.Length);
        buffer.CopyTo(_corked.AsMemory(_length));
        _length += buffer.Length;
        return ValueTask.CompletedTask;
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _corked.Length, _length + more));
        _corked.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_corked);
        _corked = larger;
    }
}
