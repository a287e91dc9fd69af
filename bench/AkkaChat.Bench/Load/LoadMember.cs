using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AkkaChat.Bench.Load;

/// <summary>One member of the room. Its socket never waits, since one thread serves all members.</summary>
/// <param name="number">Its place among all members; the first ones send.</param>
internal sealed class LoadMember(int number, string name)
{
    /// <summary>Bytes of lines that it has sent, as far as the kernel has not accepted them.</summary>
    private ReadOnlyMemory<byte> _unsent;

    public int Number => number;

    public string Name => name;

    public Socket Socket { get; } =
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Bytes of the expected stream up to which it has received; null: not yet in the room.</summary>
    public long? Position { get; set; }

    /// <summary>What it has received before its position was known.</summary>
    public byte[] FirstLines { get; set; } = [];

    public uint Sent { get; set; }

    /// <summary>Lines that it has sent and received.</summary>
    public uint Returned { get; set; }

    /// <summary>Lines that it is to have sent.</summary>
    public uint Quota { get; set; }

    /// <summary>The kernel has accepted all that it has sent.</summary>
    public bool HasFlushed => _unsent.IsEmpty;

    /// <summary>
    /// Connects and sends the name. A socket that was never used asynchronously does not wake the thread of .NET that
    /// waits for all the others.
    /// </summary>
    public void Join(int port)
    {
        Socket.Connect(IPAddress.Loopback, port);
        Socket.Blocking = false;
        Send(Encoding.UTF8.GetBytes($"{name}\n"));
    }

    /// <summary>Lines that it may send now.</summary>
    public uint Allowed(int window) =>
        window == 0 ? Quota - Sent : Math.Min(Quota - Sent, (uint)window - (Sent - Returned));

    public void Flush()
    {
        if (!HasFlushed)
            Send(_unsent.Span);
    }

    /// <summary>Sends what the kernel accepts, and keeps the rest for <see cref="Flush"/>.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        var accepted = Count(Socket.Send(bytes, SocketFlags.None, out var error), error);
        _unsent = accepted == bytes.Length ? default : bytes[accepted..].ToArray();
    }

    /// <returns>How many bytes have arrived; 0 if none.</returns>
    public int Receive(Span<byte> buffer)
    {
        var count = Socket.Receive(buffer, SocketFlags.None, out var error);
        return count == 0 && error == SocketError.Success
            ? throw new IOException("end of stream")
            : Count(count, error);
    }

    private static int Count(int count, SocketError error) => error switch
    {
        SocketError.Success => count,
        SocketError.WouldBlock => 0,
        _ => throw new IOException($"{error}"),
    };
}
