using System.Net.Sockets;

namespace AkkaChat.Bench.Load;

/// <summary>
/// Between an SslStream and its socket: first the socket itself, for a handshake that waits; then memory, which is filled and
/// emptied by one thread that does not wait.
/// </summary>
internal sealed class MemoryDuplex(Socket socket) : Stream
{
    private readonly MemoryStream _unsent = new();
    private int _sent;
    private byte[] _input = new byte[64 * 1024];
    private int _start;
    private int _end;
    private Memory<byte> _target;

    /// <summary>A read that waits for input.</summary>
    private TaskCompletionSource<int>? _waiting;

    /// <summary>The handshake is over.</summary>
    public bool IsMemory { get; set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Bytes that were written, and are to be sent.</summary>
    public ReadOnlySpan<byte> Unsent => _unsent.GetBuffer().AsSpan(_sent, (int)_unsent.Length - _sent);

    /// <summary>Drops what has been sent.</summary>
    public void Skip(int count)
    {
        _sent += count;
        if (_sent < _unsent.Length)
            return;
        _unsent.SetLength(0);
        _sent = 0;
    }

    /// <summary>Adds what was received, and completes a read that waits for it.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_input.Length - _end < bytes.Length)
        {
            var larger = _end - _start + bytes.Length > _input.Length / 2 ? new byte[2 * (_end - _start + bytes.Length)] : _input;
            _input.AsSpan(_start, _end - _start).CopyTo(larger);
            (_input, _start, _end) = (larger, 0, _end - _start);
        }

        bytes.CopyTo(_input.AsSpan(_end));
        _end += bytes.Length;
        if (_waiting is { } waiting)
        {
            _waiting = null;
            waiting.SetResult(Take(_target));
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_end > _start)
            return new(Take(buffer));

        _target = buffer;
        _waiting = new TaskCompletionSource<int>();
        return new(_waiting.Task);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _unsent.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (IsMemory)
            _unsent.Write(buffer, offset, count);
        else
            socket.Send(buffer, offset, count, SocketFlags.None);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => socket.Receive(buffer, offset, count, SocketFlags.None);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int Take(Memory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _start);
        _input.AsSpan(_start, count).CopyTo(buffer.Span);
        _start += count;
        return count;
    }
}
