using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>The format of a line on the wire: the author, a colon, the content, LF. No space is added.</summary>
internal static class LineFormat
{
    /// <summary>What stands before the content of each line of an author.</summary>
    public static byte[] Prefix(ReadOnlySpan<byte> author) => [.. author, (byte)':'];

    /// <summary>A single line, for what the server itself has to say.</summary>
    public static byte[] Line(string author, string content) => Encoding.UTF8.GetBytes($"{author}:{content}\n");
}
