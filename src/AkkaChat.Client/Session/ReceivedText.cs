using System.Buffers;
using System.Text;

namespace AkkaChat.TerminalClient.Session;

/// <summary>Received text made safe for a terminal, whatever the server does. AkkaChat's sends nothing that is changed here but characters that turn the direction.</summary>
internal static class ReceivedText
{
    private const char Replacement = '?';

    /// <summary>
    /// Control characters but TAB, which would drive the terminal; separators of lines; and the characters that turn the direction of
    /// text, also of what is beside the line.
    /// </summary>
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0xA0).Select(value => (char)value).Where(value => char.IsControl(value) && value != '\t'),
        .. "\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069",
    ]);

    /// <summary>Invalid UTF-8 becomes U+FFFD, and each unsafe character a question mark.</summary>
    public static string Decode(ReadOnlySpan<byte> utf8) => Of(Encoding.UTF8.GetString(utf8));

    public static string Of(string text) => text.AsSpan().ContainsAny(Unsafe)
        ? string.Create(text.Length, text, (target, source) => source.AsSpan().ReplaceAny(target, Unsafe, Replacement))
        : text;
}
