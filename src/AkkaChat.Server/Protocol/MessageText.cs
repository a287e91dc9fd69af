using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace AkkaChat.Server.Protocol;

/// <summary>
/// Makes the content of a message safe for every client: valid UTF-8, no control character but TAB, no character that
/// some clients treat as a line end.
/// </summary>
internal static class MessageText
{
    /// <summary>Maximum growth factor: an invalid byte becomes U+FFFD, three bytes.</summary>
    public const int MaxExpansion = 3;

    /// <summary>Printable ASCII and TAB.</summary>
    private static readonly SearchValues<byte> PlainAscii =
        SearchValues.Create([(byte)'\t', .. Enumerable.Range(0x20, 0x7F - 0x20).Select(value => (byte)value)]);

    /// <summary>
    /// Bytes of valid UTF-8 where an unsafe character can begin: ASCII controls, and the lead bytes of U+0080 to U+00BF
    /// (with the C1 controls) and of U+2000 to U+2FFF (with the line separators).
    /// </summary>
    private static readonly SearchValues<byte> Suspicious = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(value => value != '\t').Select(value => (byte)value), 0x7F, 0xC2, 0xE2]);

    /// <summary>
    /// Replaces each control character but TAB (C0, DEL, C1), U+2028 and U+2029 by <c>?</c>, and each maximal subpart of
    /// an ill-formed UTF-8 sequence (Unicode Standard, section 3.9) by U+FFFD.
    /// </summary>
    /// <returns>The same span if the content is safe: one vectorised scan if it is ASCII, otherwise two more.</returns>
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
            // Yields U+FFFD for a maximal subpart of an ill-formed sequence.
            Rune.DecodeFromUtf8(rest, out var rune, out var length);
            safe.Advance((IsUnsafe(rune) ? new Rune('?') : rune).EncodeToUtf8(safe.GetSpan(4)));
            rest = rest[length..];
        }

        return safe.WrittenSpan.ToArray();
    }

    private static bool IsUnsafe(Rune rune) =>
        (Rune.IsControl(rune) && rune.Value != '\t') || rune.Value is 0x2028 or 0x2029;
}
