using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>The format of a line on the wire: author, colon, content, LF. No space is added.</summary>
internal static class LineFormat
{
    /// <summary>The bytes in front of the content of every line of an author.</summary>
    public static byte[] Prefix(ReadOnlySpan<byte> author) => [.. author, (byte)':'];

    /// <summary>One complete line; for the server's own messages.</summary>
    public static byte[] Line(string author, string content) => Encoding.UTF8.GetBytes($"{author}:{content}\n");
}
