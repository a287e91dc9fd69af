using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>
/// The format of a line on the wire, as clients receive it: author, colon, content, LF. No space is added. A line of a member is
/// written in two steps: its content, which is ended when it is read, and the prefix of the author, which a batch puts in front.
/// </summary>
internal static class LineFormat
{
    /// <summary>Bytes of a line besides its author and content: the colon and LF.</summary>
    public const int OverheadBytes = 2;

    private const byte LF = (byte)'\n';

    /// <summary>One complete line; for the server's own messages.</summary>
    public static byte[] Line(string author, string content) => Encoding.UTF8.GetBytes($"{author}:{content}\n");

    /// <summary>The bytes in front of the content of every line of an author.</summary>
    public static byte[] Prefix(ReadOnlySpan<byte> author) => [.. author, (byte)':'];

    /// <returns>The length of a content with its end.</returns>
    public static int EndedLength(ReadOnlySpan<byte> content) => content.Length + 1;

    /// <summary>Copies a content, and ends it.</summary>
    /// <param name="target">Has <see cref="EndedLength"/>.</param>
    public static void CopyEnded(ReadOnlySpan<byte> content, Span<byte> target)
    {
        content.CopyTo(target);
        target[content.Length] = LF;
    }

    /// <summary>Copies a line.</summary>
    /// <param name="target">Has the length of both.</param>
    public static void Copy(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> endedContent, Span<byte> target)
    {
        prefix.CopyTo(target);
        endedContent.CopyTo(target[prefix.Length..]);
    }

    /// <returns>The length of the first of several lines, or of several ended contents; with its end.</returns>
    public static int LengthOfFirst(ReadOnlySpan<byte> lines) => lines.IndexOf(LF) + 1;

    /// <summary>Counts lines, or ended contents.</summary>
    public static int Count(ReadOnlySpan<byte> lines) => lines.Count(LF);
}
