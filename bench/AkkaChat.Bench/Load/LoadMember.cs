using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Load;

/// <summary>One member of the room.</summary>
/// <param name="number">Its place among all members; the first ones send.</param>
internal sealed class LoadMember(int number, string name)
{
    public int Number => number;

    public string Name => name;

    /// <summary>Null until it is connected.</summary>
    public Connection? Connection { get; set; }

    /// <summary>Bytes of the expected stream up to which it has received; null: not yet in the room.</summary>
    public long? Position { get; set; }

    /// <summary>What it has received before its position was known.</summary>
    public byte[] FirstLines { get; set; } = [];

    /// <summary>Lines that it has sent.</summary>
    public uint Sent { get; set; }

    /// <summary>Lines that it has sent and received.</summary>
    public uint Returned { get; set; }

    /// <summary>Lines that it is to have sent.</summary>
    public uint Quota { get; set; }

    /// <summary>Bytes of lines that it has sent, as far as the kernel has not accepted them.</summary>
    public ReadOnlyMemory<byte> Unsent { get; set; }

    /// <summary>Lines that it may send now.</summary>
    public uint Allowed(int window) =>
        window == 0 ? Quota - Sent : Math.Min(Quota - Sent, (uint)window - (Sent - Returned));
}
