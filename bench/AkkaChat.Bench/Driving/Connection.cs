using AkkaChat.Bench.Native;

namespace AkkaChat.Bench.Driving;

/// <summary>One connection to the server, as the driver sees it.</summary>
/// <param name="number">Its place among all connections.</param>
internal sealed class Connection(int number)
{
    private byte[] _unsent = [];

    public int Number => number;

    /// <summary>Valid from when it begins to connect.</summary>
    public RawSocket Socket { get; set; }

    public ConnectionState State { get; set; }

    /// <summary>Receives what is said; a connection that only sends does not.</summary>
    public bool IsMember { get; init; } = true;

    /// <summary>Stops reading when the measurement begins.</summary>
    public bool IsStuck { get; init; }

    /// <summary>Nobody waits for what comes here, so that it is looked after now and then only.</summary>
    public bool IsLeisurely { get; init; }

    /// <summary>What it heard last before the measurement; null: it is perhaps not in the room yet.</summary>
    public uint? LastProbe { get; set; }

    /// <summary>It is to be told when it can be written.</summary>
    public bool IsWriteAwaited { get; set; }

    /// <summary>Who sends here.</summary>
    public Sender? Sender { get; set; }

    /// <summary>Whose messages count as returned when they come here.</summary>
    public Sender? Returning { get; set; }

    /// <summary>What has come but is not complete.</summary>
    public PartialLine Partial { get; } = new();

    /// <summary>Bytes of the common stream that have come.</summary>
    public long Position { get; set; }

    /// <summary>Samples of the common stream that have come.</summary>
    public long Samples { get; set; }

    /// <summary>Messages that have come from each sender; of no use where there is a common stream.</summary>
    public uint[] Heard { get; set; } = [];

    /// <summary>Bytes that the kernel has not taken yet.</summary>
    public int Unsent => _unsent.Length;

    /// <summary>Sends, and keeps what the kernel does not take.</summary>
    /// <returns>False if something is left.</returns>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        if (Unsent > 0)
        {
            _unsent = [.. _unsent, .. bytes];
            return false;
        }

        var rest = Push(bytes);
        if (!rest.IsEmpty)
            _unsent = rest.ToArray();
        return rest.IsEmpty;
    }

    /// <summary>Sends what is left.</summary>
    /// <returns>False if something is still left.</returns>
    public bool SendOn()
    {
        var rest = Push(_unsent);
        if (rest.Length < _unsent.Length)
            _unsent = rest.ToArray();
        return rest.IsEmpty;
    }

    private ReadOnlySpan<byte> Push(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Socket.Send(bytes);
            if (count == RawSocket.NotNow)
                return bytes;
            // Gone: the end of the stream will tell.
            if (count == 0)
                return default;
            bytes = bytes[count..];
        }

        return bytes;
    }
}
