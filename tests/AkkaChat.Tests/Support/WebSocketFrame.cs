using System.Buffers.Binary;

namespace AkkaChat.Tests.Support;

/// <summary>Frames of WebSocket (RFC 6455, 5.2), right and wrong ones. One character is one byte.</summary>
internal static class WebSocketFrame
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    private const string Mask = "\u0012\u0034\u0056\u0078";

    /// <param name="isFinal">The last one of its message.</param>
    /// <param name="reserved">Bits RSV1 (4), RSV2 (2) and RSV3 (1).</param>
    public static string Of(int opcode, string payload = "", bool isFinal = true, bool isMasked = true, int reserved = 0)
    {
        var head = $"{(char)((isFinal ? 0x80 : 0) | (reserved << 4) | opcode)}";
        return isMasked
            ? head + Length(payload.Length, 0x80) + Mask + string.Concat(payload.Select((character, i) => (char)(character ^ Mask[i % 4])))
            : head + Length(payload.Length, 0) + payload;
    }

    /// <summary>The head of a text frame that claims to be that long.</summary>
    public static string Head(ulong length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, length);
        return $"\u0081\u00FF{bytes.AsSpan().Text()}{Mask}";
    }

    private static string Length(int length, int mask) => length switch
    {
        < 126 => $"{(char)(mask | length)}",
        < 65536 => $"{(char)(mask | 126)}{(char)(length >> 8)}{(char)(length & 0xFF)}",
        _ => $"{(char)(mask | 127)}\0\0\0\0{(char)(length >> 24)}{(char)((length >> 16) & 0xFF)}{(char)((length >> 8) & 0xFF)}{(char)(length & 0xFF)}",
    };
}
