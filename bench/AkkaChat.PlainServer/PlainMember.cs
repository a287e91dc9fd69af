using System.Net.Sockets;
using System.Threading.Channels;

namespace AkkaChat.PlainServer;

/// <summary>A connection: a task that reads lines, and one that writes what the room delivers.</summary>
internal sealed class PlainMember(Socket socket, PlainRoom room)
{
    private const byte LF = (byte)'\n';
    private const byte CR = (byte)'\r';
    private const int MaxBehind = 3 * 1024 * 1024;
    private const int MaxBatchesPerSend = 64;
    private const int LargestBuffer = 64 * 1024;
    private static readonly TimeSpan SlowConsumerTimeout = TimeSpan.FromSeconds(10);

    private readonly Channel<ArraySegment<byte>> _sendQueue = Channel.CreateUnbounded<ArraySegment<byte>>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private byte[] _buffer = new byte[1024];
    private byte[]? _prefix;
    private TaskCompletionSource? _caughtUp;
    private int _behind;

    private bool IsBehind => Volatile.Read(ref _behind) > MaxBehind;

    public async Task RunAsync()
    {
        try
        {
            await ReadAsync();
        }
        catch (Exception exception) when (IsEnd(exception))
        {
        }

        if (_prefix is null)
            socket.Dispose();
        else
            await room.LeaveAsync(this);
    }

    /// <summary>Never waits.</summary>
    /// <returns>False if the member is too far behind and should be waited for.</returns>
    public bool Deliver(ArraySegment<byte> batch)
    {
        Interlocked.Add(ref _behind, batch.Count);
        _sendQueue.Writer.TryWrite(batch);
        return !IsBehind;
    }

    /// <summary>Closes the connection after all batches that were delivered so far.</summary>
    public void Close() => _sendQueue.Writer.TryComplete();

    /// <summary>Waits until the member is no longer behind; a slow consumer is disconnected after a timeout.</summary>
    public async Task CatchUpAsync()
    {
        var caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _caughtUp, caughtUp);
        Interlocked.MemoryBarrier();
        if (!IsBehind)
            return;

        try
        {
            await caughtUp.Task.WaitAsync(SlowConsumerTimeout);
        }
        catch (TimeoutException)
        {
            Volatile.Write(ref _behind, int.MinValue);
            socket.Dispose();
        }
    }

    private static bool IsEnd(Exception exception) => exception is SocketException or ObjectDisposedException;

    private async Task ReadAsync()
    {
        var length = 0;
        while (await socket.ReceiveAsync(_buffer.AsMemory(length)) is > 0 and var count)
        {
            length += count;
            var used = _buffer.AsSpan(0, length).LastIndexOf(LF) + 1;
            if (used > 0)
                await TakeLinesAsync(_buffer.AsMemory(0, used));
            _buffer.AsSpan(used, length - used).CopyTo(_buffer);
            var isFull = length == _buffer.Length;
            length -= used;
            if (isFull && (_buffer.Length < LargestBuffer || length == _buffer.Length))
                Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
    }

    private async ValueTask TakeLinesAsync(ReadOnlyMemory<byte> lines)
    {
        if (_prefix is null)
        {
            var end = lines.Span.IndexOf(LF);
            _prefix = [.. lines.Span[..end].TrimEnd(CR), (byte)':'];
            lines = lines[(end + 1)..];
            await room.JoinAsync(this);
            _ = Task.Run(WriteAsync);
        }

        if (!lines.IsEmpty)
            await room.BroadcastAsync(Prefixed(lines.Span, _prefix));
    }

    private static ArraySegment<byte> Prefixed(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> prefix)
    {
        var result = GC.AllocateUninitializedArray<byte>(lines.Length + (lines.Count(LF) * prefix.Length));
        var at = 0;
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf(LF);
            var line = end > 0 && lines[end - 1] == CR ? lines[..(end - 1)] : lines[..end];
            prefix.CopyTo(result.AsSpan(at));
            line.CopyTo(result.AsSpan(at + prefix.Length));
            at += prefix.Length + line.Length + 1;
            result[at - 1] = LF;
            lines = lines[(end + 1)..];
        }

        return new ArraySegment<byte>(result, 0, at);
    }

    private async Task WriteAsync()
    {
        var batches = new List<ArraySegment<byte>>();
        try
        {
            while (await _sendQueue.Reader.WaitToReadAsync())
            {
                var bytes = 0;
                while (batches.Count < MaxBatchesPerSend && _sendQueue.Reader.TryRead(out var batch))
                {
                    batches.Add(batch);
                    bytes += batch.Count;
                }

                if (batches.Count == 1)
                    await socket.SendAsync(batches[0]);
                else
                    await socket.SendAsync(batches);
                batches.Clear();
                MarkSent(bytes);
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
        }

        socket.Dispose();
    }

    private void MarkSent(int bytes)
    {
        Interlocked.Add(ref _behind, -bytes);
        if (!IsBehind)
            Interlocked.Exchange(ref _caughtUp, null)?.TrySetResult();
    }
}
