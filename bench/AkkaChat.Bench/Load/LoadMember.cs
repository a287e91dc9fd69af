using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AkkaChat.Bench.Load;

/// <summary>One member of the room.</summary>
/// <param name="number">Its place among all members; the first ones send.</param>
internal sealed class LoadMember(int number, string name, IMemberConnection connection) : IDisposable
{
    /// <summary>Bytes of lines that it has sent, as far as the kernel has not accepted them.</summary>
    private ReadOnlyMemory<byte> _unsent;

    public int Number => number;

    public string Name => name;

    public Socket Socket => connection.Socket;

    /// <summary>Bytes of the expected stream up to which it has received; null: not yet in the room.</summary>
    public long? Position { get; set; }

    /// <summary>Lines that it received before its position was known.</summary>
    public byte[] FirstLines { get; set; } = [];

    public uint Sent { get; set; }

    /// <summary>Lines that it has sent and received.</summary>
    public uint Returned { get; set; }

    /// <summary>Lines that it is to have sent.</summary>
    public uint Quota { get; set; }

    /// <summary>The kernel has accepted all that it has sent.</summary>
    public bool HasFlushed => _unsent.IsEmpty;

    /// <summary>Connects and sends the name.</summary>
    public void Join(EndPoint server)
    {
        connection.Connect(server);
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
        var accepted = connection.Send(bytes);
        _unsent = accepted == bytes.Length ? default : bytes[accepted..].ToArray();
    }

    /// <returns>How many bytes have arrived; 0 if none.</returns>
    public int Receive(Span<byte> buffer) => connection.Receive(buffer);

    public void Dispose() => connection.Dispose();
}
