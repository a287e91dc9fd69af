using System.Buffers.Binary;

namespace AkkaChat.Bench.Checking;

/// <summary>A number that depends on all lines so far and their order: against chance, not malice.</summary>
internal struct OrderHash()
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    public ulong Value { get; private set; } = Prime;

    public void Add(ReadOnlySpan<byte> line)
    {
        var hash = Mix(Value, (ulong)line.Length);
        for (; line.Length >= sizeof(ulong); line = line[sizeof(ulong)..])
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(line));
        foreach (var value in line)
            hash = Mix(hash, value);
        Value = hash;
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * Prime;
        return hash ^ (hash >> 32);
    }
}
