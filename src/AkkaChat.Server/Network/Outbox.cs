using Akka.IO;
using AkkaChat.Server.Room;

namespace AkkaChat.Server.Network;

/// <summary>
/// What a connection still has to send: blocks in order, at most one write in flight. While a write is in flight blocks
/// gather here; the next write takes them together. Blocks are held by reference, never copied. Not thread-safe.
/// </summary>
internal sealed class Outbox
{
    /// <summary>
    /// Most blocks in one write. Akka.IO slices the rest of the list for each frame that it sends, so that a write of
    /// very many blocks costs more than several writes.
    /// </summary>
    public const int MaxBlocksPerWrite = 512;

    private readonly Queue<Block> _waiting = [];

    /// <summary>Bytes of the write in flight, 0 if there is none.</summary>
    private long _inFlight;

    /// <summary>Bytes that the socket has not taken yet, waiting or in flight.</summary>
    public long PendingBytes { get; private set; }

    public bool IsEmpty => PendingBytes == 0;

    public void Add(Block block)
    {
        _waiting.Enqueue(block);
        PendingBytes += block.Length;
    }

    /// <summary>Begins the next write, unless one is in flight or nothing waits.</summary>
    /// <returns>What to write, or null.</returns>
    public ByteString? TakeWrite()
    {
        if (_inFlight > 0 || !_waiting.TryDequeue(out var first))
            return null;

        _inFlight = first.Length;
        return _waiting.Count == 0 ? first.Wire : Gather(first);
    }

    /// <summary>Ends the write in flight: the socket has taken all of it.</summary>
    public void CompleteWrite()
    {
        PendingBytes -= _inFlight;
        _inFlight = 0;
    }

    private ByteString Gather(Block first)
    {
        var segments = new ArraySegment<byte>[Math.Min(_waiting.Count + 1, MaxBlocksPerWrite)];
        segments[0] = first.Bytes;
        for (var i = 1; i < segments.Length; i++)
        {
            var block = _waiting.Dequeue();
            segments[i] = block.Bytes;
            _inFlight += block.Length;
        }

        return ByteString.FromBytes(segments);
    }
}
