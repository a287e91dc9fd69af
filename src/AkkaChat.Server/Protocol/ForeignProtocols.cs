using System.Buffers;
using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>
/// Recognizes clients of other protocols by the first bytes that they send. Otherwise the first line of an HTTP request
/// would be a username, and its headers, with cookies and passwords, would be messages to all members. Each method is to
/// be called again for each byte that arrives, with all bytes since the start of the stream but for a byte order mark, and at least one.
/// </summary>
internal static class ForeignProtocols
{
    /// <summary>These are recognized by the beginning of their target, all others by the version at the end of the line.</summary>
    private static readonly byte[][] CommonMethods =
        [.. "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PRI".Split(' ').Select(Encoding.ASCII.GetBytes)];

    /// <summary>Bytes of a method: those of a token in RFC 9110.</summary>
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static ReadOnlySpan<byte> ProxyV2Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>True while more bytes are needed to distinguish a binary protocol from a line.</summary>
    public static bool MayBecomeBinary(ReadOnlySpan<byte> bytes) =>
        bytes is [0x16] || (bytes.Length < ProxyV2Signature.Length && ProxyV2Signature.StartsWith(bytes));

    /// <summary>A TLS handshake record (of any version since SSL 3.0), or the signature of a PROXY header of version 2.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> bytes) =>
        bytes is [0x16, 0x03, ..] || bytes.StartsWith(ProxyV2Signature);

    /// <summary>An HTTP request line, an SSH banner, or a PROXY header of version 1; spaces in front are ignored.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes)
    {
        var line = bytes.TrimStart((byte)' ');
        return IsRequestLine(line)
            || (line is [.., >= (byte)'0' and <= (byte)'9'] && line[..^1].SequenceEqual("SSH-"u8))
            || line.SequenceEqual("PROXY TCP4"u8)
            || line.SequenceEqual("PROXY TCP6"u8)
            || line.SequenceEqual("PROXY UNKNOWN"u8);
    }

    /// <summary>True for a name that is what <see cref="IsText"/> recognizes, when it is received as a whole.</summary>
    public static bool BeginsAsText(ReadOnlySpan<byte> name)
    {
        for (var length = 1; length <= name.Length; length++)
        {
            if (IsText(name[..length]))
                return true;
        }

        return false;
    }

    /// <summary>For a line that exceeds the limit: true if it can be the beginning of an HTTP request line.</summary>
    public static bool IsCutRequestLine(ReadOnlySpan<byte> bytes) =>
        SplitRequestLine(bytes.TrimStart((byte)' '), out var method, out var target)
        && (IsCommon(method) || target[0] == '/' || IsAbsolute(target));

    /// <summary>
    /// A common method and a target that begins with <c>/</c> or a scheme (HTTP/0.9 has no version), or <c>*</c> for the methods
    /// that have that target; or any method, any target, and <c>HTTP/</c> with a digit.
    /// </summary>
    private static bool IsRequestLine(ReadOnlySpan<byte> line) =>
        SplitRequestLine(line, out var method, out var target)
        && ((IsCommon(method) && (target[0] == '/' || IsAbsolute(target)))
            || (target[0] == '*' && (method.SequenceEqual("OPTIONS"u8) || method.SequenceEqual("PRI"u8)))
            || (target is [.., >= (byte)'0' and <= (byte)'9'] && target[..^1].EndsWith(" HTTP/"u8)));

    /// <returns>False if the line does not begin with a token, spaces, and at least one byte of a target.</returns>
    private static bool SplitRequestLine(
        ReadOnlySpan<byte> line, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target)
    {
        var space = Math.Max(0, line.IndexOf((byte)' '));
        method = line[..space];
        target = line[space..].TrimStart((byte)' ');
        return !method.IsEmpty && !target.IsEmpty && !method.ContainsAnyExcept(TokenBytes);
    }

    private static bool IsAbsolute(ReadOnlySpan<byte> target) => target.IndexOf("://"u8) >= 0;

    private static bool IsCommon(ReadOnlySpan<byte> method)
    {
        foreach (var common in CommonMethods)
        {
            if (method.SequenceEqual(common))
                return true;
        }

        return false;
    }
}
