using System.Buffers.Binary;

namespace AkkaChat.Bench.Driving;

/// <summary>
/// What a message says of itself: <c>|ssssssss.nnnnnnnn.tttttttttttttttt.cccccccc.xxx…</c> with the sender, its number
/// among the messages of that sender, the time and a checksum, all of fixed width, so that nothing has to be searched.
/// </summary>
/// <param name="Time">When it was sent; of <see cref="Clock"/>.</param>
internal readonly record struct Stamp(uint Sender, uint Number, long Time)
{
    public const byte Mark = (byte)'|';

    /// <summary>The number of no sender: such a message only asks who is in the room.</summary>
    public const uint Probe = uint.MaxValue;

    /// <summary>A message is at least so long.</summary>
    public const int ShortestMessage = FillerAt;

    private const byte Point = (byte)'.';
    private const byte Filler = (byte)'x';
    private const int SenderAt = 1;
    private const int NumberAt = SenderAt + Hex.Length + 1;
    private const int TimeAt = NumberAt + Hex.Length + 1;
    private const int ChecksumAt = TimeAt + (2 * Hex.Length) + 1;
    private const int FillerAt = ChecksumAt + Hex.Length + 1;

    public void Write(Span<byte> message)
    {
        message.Fill(Filler);
        message[0] = Mark;
        message[NumberAt - 1] = message[TimeAt - 1] = message[ChecksumAt - 1] = message[FillerAt - 1] = Point;
        Hex.Write(message[SenderAt..], Sender);
        Hex.Write(message[NumberAt..], Number);
        Hex.Write(message[TimeAt..], (uint)(Time >> 32));
        Hex.Write(message[(TimeAt + Hex.Length)..], (uint)Time);
        Hex.Write(message[ChecksumAt..], Checksum(message));
    }

    /// <returns>False if it is not what was written, byte by byte.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out Stamp stamp)
    {
        stamp = default;
        if (message.Length < ShortestMessage || message[0] != Mark)
            return false;

        Span<byte> checksum = stackalloc byte[Hex.Length];
        Hex.Write(checksum, Checksum(message));
        if (!checksum.SequenceEqual(message.Slice(ChecksumAt, Hex.Length))
            || message[FillerAt - 1] != Point
            || message[FillerAt..].ContainsAnyExcept(Filler))
            return false;

        var time = ((long)Hex.Read(message[TimeAt..]) << 32) | Hex.Read(message[(TimeAt + Hex.Length)..]);
        stamp = new Stamp(Hex.Read(message[SenderAt..]), Hex.Read(message[NumberAt..]), time);
        return true;
    }

    /// <summary>Of all bytes before it.</summary>
    private static uint Checksum(ReadOnlySpan<byte> message)
    {
        const ulong Factor = 0x9e3779b97f4a7c15;
        ulong sum = 0;
        for (var at = 0; at < ChecksumAt; at += sizeof(ulong))
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(message[Math.Min(at, ChecksumAt - sizeof(ulong))..]);
            sum = (sum ^ eight) * Factor;
            sum ^= sum >> 32;
        }

        return (uint)sum;
    }
}
