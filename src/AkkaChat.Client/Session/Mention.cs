using System.Text;

namespace AkkaChat.TerminalClient.Session;

/// <summary>Finds a name as a word in a text; scripts that do not separate words need no boundary.</summary>
internal static class Mention
{
    public static bool IsIn(string text, string name)
    {
        for (var start = 0; (start = text.IndexOf(name, start, StringComparison.OrdinalIgnoreCase)) >= 0; start++)
        {
            var end = start + name.Length;
            if (!(IsWordBefore(name, name.Length) && IsWordAfter(text, end)) && !(IsWordAfter(name, 0) && IsWordBefore(text, start)))
                return true;
        }

        return false;
    }

    private static bool IsWordAfter(string text, int index) =>
        Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out _) == System.Buffers.OperationStatus.Done && IsWord(rune);

    private static bool IsWordBefore(string text, int index) =>
        Rune.DecodeLastFromUtf16(text.AsSpan(0, index), out var rune, out _) == System.Buffers.OperationStatus.Done && IsWord(rune);

    /// <summary>Letters of Latin, Greek and Cyrillic, which end below U+0530 and go on from U+1E00 to U+1FFF; digits, marks and the underscore.</summary>
    private static bool IsWord(Rune rune) => rune.Value switch
    {
        '_' => true,
        < 0x0530 or (>= 0x1E00 and < 0x2000) => Rune.IsLetterOrDigit(rune),
        _ => Rune.IsNumber(rune),
    };
}
