using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Load;

/// <summary>
/// TLS without waiting: SslStream reads from and writes to memory, and its task is complete as soon as it has been given
/// enough of what the socket has received.
/// </summary>
internal sealed class TlsMemberConnection : MemberConnection
{
    private readonly byte[] _received = new byte[64 * 1024];
    private readonly byte[] _decrypted = new byte[64 * 1024];
    private readonly MemoryDuplex _duplex;
    private readonly SslStream _tls;
    private ValueTask<int>? _reading;
    private ReadOnlyMemory<byte> _unread;

    public TlsMemberConnection()
        : base(AddressFamily.InterNetwork)
    {
        _duplex = new MemoryDuplex(Socket);
        _tls = new SslStream(_duplex);
    }

    public override void Connect(EndPoint server)
    {
        Socket.Connect(server);
        _tls.AuthenticateAsClient(BenchCertificate.ClientOptions);
        _duplex.IsMemory = true;
        Socket.Blocking = false;
    }

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        Flush();
        if (_duplex.Unsent.Length > 0)
            return 0;
        _tls.Write(bytes);
        Flush();
        return bytes.Length;
    }

    public override int Receive(Span<byte> buffer)
    {
        Flush();
        Feed();
        var total = 0;
        while (total < buffer.Length)
        {
            if (_unread.IsEmpty && !TryDecrypt())
                break;
            var count = Math.Min(_unread.Length, buffer.Length - total);
            _unread.Span[..count].CopyTo(buffer[total..]);
            _unread = _unread[count..];
            total += count;
        }

        return total;
    }

    public override void Dispose()
    {
        base.Dispose();
        _duplex.Dispose();
        _tls.Dispose();
    }

    private bool TryDecrypt()
    {
        var reading = _reading ?? _tls.ReadAsync(_decrypted);
        _reading = reading.IsCompleted ? null : reading;
        if (!reading.IsCompleted)
            return false;

        var count = reading.GetAwaiter().GetResult();
        _unread = _decrypted.AsMemory(0, count);
        return count > 0 ? true : throw new IOException("end of stream");
    }

    private void Feed()
    {
        if (base.Receive(_received) is > 0 and var count)
            _duplex.Feed(_received.AsSpan(0, count));
    }

    private void Flush()
    {
        while (_duplex.Unsent.Length > 0 && base.Send(_duplex.Unsent) is > 0 and var count)
            _duplex.Skip(count);
    }
}
