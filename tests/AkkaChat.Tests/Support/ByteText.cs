using System.Text;
using Akka.IO;

namespace AkkaChat.Tests.Support;

/// <summary>Bytes as readable text and back: one character is one byte.</summary>
internal static class ByteText
{
    public static byte[] Bytes(this string text) => Encoding.Latin1.GetBytes(text);

    public static ByteString Wire(this string text) => ByteString.FromBytes(text.Bytes());

    public static string Text(this ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static string Text(this ByteString bytes) => Encoding.Latin1.GetString(bytes.ToArray());

    public static string Text(this ArraySegment<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
