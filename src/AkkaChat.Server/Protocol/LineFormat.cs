using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>The format of a line on the wire: author, colon, content, LF. No space is added.</summary>
internal static class LineFormat
{
    /// <summary>Bytes of a line besides its author and content: the colon and LF.</summary>
    public const int OverheadBytes = 2;

    /// <summary>The bytes in front of the content of every line of an author.</summary>
    public static byte[] Prefix(ReadOnlySpan<byte> author) => [.. author, (byte)':'];

    /// <summary>One complete line; for the server's own messages.</summary>
    public static byte[] Line(string author, string content) => Encoding.UTF8.GetBytes($"{author}:{content}\n");
}
