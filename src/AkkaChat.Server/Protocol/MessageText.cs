using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace AkkaChat.Server.Protocol;

/// <summary>
/// Makes the content of a message safe for every reader: valid UTF-8, no control character but TAB, nothing that ends a
/// line for somebody.
/// </summary>
internal static class MessageText
{
    /// <summary>A byte of content becomes at most this many.</summary>
    public const int MaxExpansion = 3;

    /// <summary>All of ASCII that is harmless: printable characters and TAB.</summary>
    private static readonly SearchValues<byte> PlainAscii =
        SearchValues.Create([(byte)'\t', .. Enumerable.Range(0x20, 0x7F - 0x20).Select(value => (byte)value)]);

    /// <summary>
    /// Bytes that make a closer look necessary in valid UTF-8: the controls of ASCII, and the lead bytes of U+0080 to
    /// U+00BF and U+2000 to U+2FFF, among which are the C1 controls and the line separators.
    /// </summary>
    private static readonly SearchValues<byte> Suspicious = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(value => value != '\t').Select(value => (byte)value), 0x7F, 0xC2, 0xE2]);

    /// <summary>
    /// Replaces each control character but TAB (C0, DEL, C1), U+2028 and U+2029 by <c>?</c>, and each maximal invalid
    /// part of the UTF-8 by U+FFFD.
    /// </summary>
    /// <returns>The content itself if nothing is to be replaced, which is one vectorised scan for ASCII and two beyond.</returns>
    public static ReadOnlySpan<byte> Sanitize(ReadOnlySpan<byte> content)
    {
        var special = content.IndexOfAnyExcept(PlainAscii);
        return special < 0 || IsClean(content[special..]) ? content : Replace(content, special);
    }

    private static bool IsClean(ReadOnlySpan<byte> content)
    {
        if (!Utf8.IsValid(content))
            return false;

        while (content.IndexOfAny(Suspicious) is >= 0 and var index)
        {
            content = content[index..];
            Rune.DecodeFromUtf8(content, out var rune, out var length);
            if (IsUnsafe(rune))
                return false;
            content = content[length..];
        }

        return true;
    }

    private static byte[] Replace(ReadOnlySpan<byte> content, int start)
    {
        var safe = new ArrayBufferWriter<byte>(content.Length + 16);
        safe.Write(content[..start]);
        var rest = content[start..];
        while (!rest.IsEmpty)
        {
            // For an invalid part the rune is U+FFFD already.
            Rune.DecodeFromUtf8(rest, out var rune, out var length);
            safe.Advance((IsUnsafe(rune) ? new Rune('?') : rune).EncodeToUtf8(safe.GetSpan(4)));
            rest = rest[length..];
        }

        return safe.WrittenSpan.ToArray();
    }

    private static bool IsUnsafe(Rune rune) =>
        (Rune.IsControl(rune) && rune.Value != '\t') || rune.Value is 0x2028 or 0x2029;
}
