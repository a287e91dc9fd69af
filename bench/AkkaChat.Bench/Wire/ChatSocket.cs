using System.Net;
using System.Net.Sockets;
using AkkaChat.Bench.Soak;

namespace AkkaChat.Bench.Wire;

/// <summary>A connection to the server. No wait on it is longer than <see cref="Patience"/>.</summary>
internal sealed class ChatSocket : IDisposable
{
    /// <summary>
    /// Never waited for unless something is broken: a server may hold everybody back while it gives those who do not
    /// read some time, one after the other.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Socket _socket;
    private readonly Tally _tally;
    private readonly CancellationToken _abort;
    private readonly CancellationTokenSource _sending;
    private readonly CancellationTokenSource _receiving;
    private int _isOpen = 1;

    private ChatSocket(Socket socket, Tally tally, CancellationToken abort)
    {
        _socket = socket;
        _tally = tally;
        _abort = abort;
        _sending = CancellationTokenSource.CreateLinkedTokenSource(abort);
        _receiving = CancellationTokenSource.CreateLinkedTokenSource(abort);
    }

    /// <param name="kind">What the connection is counted as.</param>
    /// <param name="receiveBuffer">Bytes that the kernel may keep for a client that does not read.</param>
    public static async Task<ChatSocket> ConnectAsync(
        IPEndPoint server, string kind, Tally tally, CancellationToken abort, int? receiveBuffer = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer is { } size)
                socket.ReceiveBufferSize = size;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(abort);
            patience.CancelAfter(Patience);
            await socket.ConnectAsync(server, patience.Token);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        tally.CountConnected(kind);
        return new ChatSocket(socket, tally, abort);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            _sending.CancelAfter(Patience);
            try
            {
                bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, _sending.Token)..];
            }
            catch (OperationCanceledException) when (!_abort.IsCancellationRequested)
            {
                throw new IOException($"the server took nothing for {Patience.TotalSeconds} s");
            }
        }

        _sending.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <returns>0 at the end of the stream.</returns>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        _receiving.CancelAfter(Patience);
        try
        {
            var count = await _socket.ReceiveAsync(buffer, SocketFlags.None, _receiving.Token);
            _receiving.CancelAfter(Timeout.InfiniteTimeSpan);
            return count;
        }
        catch (OperationCanceledException) when (!_abort.IsCancellationRequested)
        {
            throw new IOException($"the server sent nothing for {Patience.TotalSeconds} s");
        }
    }

    /// <summary>Reads and forgets, to the end of the stream.</summary>
    public async Task DrainAsync()
    {
        var buffer = new byte[16 * 1024];
        while (await ReceiveAsync(buffer) > 0)
        {
        }
    }

    /// <summary>Sends FIN; reading goes on.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with RST.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOpen, 0) == 0)
            return;

        _socket.Dispose();
        _sending.Dispose();
        _receiving.Dispose();
        _tally.CountDisconnected();
    }
}
