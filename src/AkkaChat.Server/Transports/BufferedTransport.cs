using System.Buffers;
using System.Runtime.CompilerServices;
using Akka.IO;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Transports;

/// <summary>
/// Reads and writes through pooled buffers, which are held only while there is something to read or write: of a WebSocket also until
/// the end of a frame that has begun.
/// </summary>
/// <param name="writeSize">Maximum bytes of one call of <see cref="SendAsync"/>.</param>
internal abstract class BufferedTransport(int writeSize) : ITransport
{
    private const int ReadSize = 16 * 1024;

    public abstract ValueTask HandshakeAsync();

    public abstract ValueTask ShutdownAsync(CloseReason reason);

    public abstract void Abort();

    public abstract void Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public virtual async ValueTask<ByteString> ReadAsync()
    {
        // Completes when there is something to read, and reads nothing.
        _ = await ReceiveAsync(Memory<byte>.Empty);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            var count = await ReceiveAsync(buffer.AsMemory(0, ReadSize));
            return count == 0 ? ByteString.Empty : ByteString.CopyFrom(buffer, 0, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ByteString bytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(bytes.Count, writeSize));
        try
        {
            for (var start = 0; start < bytes.Count;)
            {
                var length = Math.Min(bytes.Count - start, writeSize);
                bytes.Slice(start, length).CopyTo(buffer, 0, length);
                await SendAsync(buffer.AsMemory(0, length));
                start += length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Waits for bytes; with an empty buffer it only waits.</summary>
    /// <returns>Their number; 0 at the end of the stream.</returns>
    protected abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Completes when the kernel has taken all bytes.</summary>
    protected abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);
}
