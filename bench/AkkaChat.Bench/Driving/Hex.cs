using System.Buffers.Binary;

namespace AkkaChat.Bench.Driving;

/// <summary>Eight lower-case hexadecimal digits at once.</summary>
internal static class Hex
{
    public const int Length = 8;

    public static void Write(Span<byte> digits, uint value)
    {
        ulong x = value;
        x = (x | (x << 16)) & 0x0000ffff0000ffff;
        x = (x | (x << 8)) & 0x00ff00ff00ff00ff;
        x = (x | (x << 4)) & 0x0f0f0f0f0f0f0f0f;
        // A letter is where a carry comes from 10 + 6.
        var letters = ((x + 0x0606060606060606) >> 4) & 0x0101010101010101;
        BinaryPrimitives.WriteUInt64BigEndian(digits, x + 0x3030303030303030 + (letters * ('a' - '0' - 10)));
    }

    /// <summary>The value, if they are digits.</summary>
    public static uint Read(ReadOnlySpan<byte> digits)
    {
        var x = BinaryPrimitives.ReadUInt64BigEndian(digits);
        x = (x & 0x0f0f0f0f0f0f0f0f) + (9 * ((x >> 6) & 0x0101010101010101));
        x = (x | (x >> 4)) & 0x00ff00ff00ff00ff;
        x = (x | (x >> 8)) & 0x0000ffff0000ffff;
        return (uint)(x | (x >> 16));
    }
}
