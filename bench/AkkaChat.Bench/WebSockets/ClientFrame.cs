using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AkkaChat.Bench.WebSockets;

/// <summary>Frames of a WebSocket's client (RFC 6455, 5.2), which are masked.</summary>
internal static class ClientFrame
{
    private const int MaskLength = 4;
    private const int MaxHeaderLength = 10 + MaskLength;
    private const int MaxShortLength = 125;
    private const byte HasLength16 = 126;
    private const byte HasLength64 = 127;
    private const byte Final = 0x80;
    private const byte Masked = 0x80;

    /// <param name="isFinal">The message ends with this frame.</param>
    public static void Write(IBufferWriter<byte> target, FrameOpcode opcode, ReadOnlySpan<byte> payload, bool isFinal = true)
    {
        var frame = target.GetSpan(MaxHeaderLength + payload.Length);
        frame[0] = (byte)((isFinal ? Final : 0) | (int)opcode);
        var maskAt = WriteLength(frame, payload.Length);
        var mask = Random.Shared.Next();
        MemoryMarshal.Write(frame[maskAt..], mask);
        var masked = frame.Slice(maskAt + MaskLength, payload.Length);
        payload.CopyTo(masked);
        ApplyMask(masked, frame.Slice(maskAt, MaskLength), mask);
        target.Advance(maskAt + MaskLength + payload.Length);
    }

    /// <param name="target">Where the close frame is written, with this status and no reason.</param>
    public static void WriteClose(IBufferWriter<byte> target, int status)
    {
        Span<byte> payload = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        Write(target, FrameOpcode.Close, payload);
    }

    /// <returns>Where the mask begins.</returns>
    private static int WriteLength(Span<byte> frame, int length)
    {
        switch (length)
        {
            case <= MaxShortLength:
                frame[1] = (byte)(Masked | length);
                return 2;
            case <= ushort.MaxValue:
                frame[1] = Masked | HasLength16;
                BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)length);
                return 2 + sizeof(ushort);
            default:
                frame[1] = Masked | HasLength64;
                BinaryPrimitives.WriteInt64BigEndian(frame[2..], length);
                return 2 + sizeof(long);
        }
    }

    private static void ApplyMask(Span<byte> bytes, ReadOnlySpan<byte> mask, int word)
    {
        var words = MemoryMarshal.Cast<byte, int>(bytes);
        foreach (ref var masked in words)
            masked ^= word;
        for (var i = words.Length * MaskLength; i < bytes.Length; i++)
            bytes[i] ^= mask[i % MaskLength];
    }
}
