using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AkkaChat.Hocon;

/// <summary>Moves forward through a text, token by token; the grammar is <see cref="HoconReader"/>'s.</summary>
/// <param name="source">The name of the text in origins and messages.</param>
/// <param name="hasLines">Whether origins and messages name the line and column.</param>
internal sealed partial class HoconScanner(string text, string source, bool hasLines)
{
    private const string NotUnquoted = "$\"{}[]:=,+#`^?!@*&\\";

    private readonly int[] _lineStarts = [0, .. Enumerable.Range(1, text.Length).Where(position => text[position - 1] == '\n')];

    public int Position { get; private set; }

    public bool AtEnd => Position >= text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    public char Current => AtEnd ? '\0' : text[Position];

    /// <summary>The origin of what begins here.</summary>
    public Origin Here => OriginAt(Position);

    /// <summary>Names the next character in a message.</summary>
    public string Found
    {
        get
        {
            if (AtEnd)
                return "the end";
            Rune.DecodeFromUtf16(text.AsSpan(Position), out var rune, out _);
            return Current is '\n' or '\r' ? "the end of the line" : $"'{rune}'";
        }
    }

    public bool StartsWith(string token) => string.CompareOrdinal(text, Position, token, 0, token.Length) == 0;

    public bool TryTake(string token)
    {
        var taken = StartsWith(token);
        if (taken)
            Position += token.Length;
        return taken;
    }

    /// <summary>Takes a word if it is a whole unquoted text.</summary>
    public bool TryTakeWord(string word)
    {
        var start = Position;
        var taken = TakeUnquoted() == word;
        if (!taken)
            Position = start;
        return taken;
    }

    /// <summary>Skips white space up to the end of the line.</summary>
    /// <returns>The white space.</returns>
    public string SkipSpaces()
    {
        var start = Position;
        while (!AtEnd && Current != '\n' && IsWhiteSpace(Current))
            Position++;
        return text[start..Position];
    }

    /// <summary>Skips white space and comments.</summary>
    public void SkipSpacesAndLines()
    {
        while (!AtEnd && (IsWhiteSpace(Current) || AtComment()))
            Position = !AtComment() ? Position + 1 : text.IndexOf('\n', Position) is >= 0 and var end ? end : text.Length;
    }

    /// <summary>Whether nothing but a comment follows in this line.</summary>
    public bool AtLineEnd() => AtEnd || Current == '\n' || AtComment();

    /// <param name="alsoNot">Characters that end the text besides those that end any unquoted text.</param>
    /// <returns>Empty if there is no unquoted text here.</returns>
    public string TakeUnquoted(string alsoNot = "")
    {
        var start = Position;
        // Only in a number may a plus sign be unquoted.
        Position += NumberWithPlus().Match(text, start).Length;
        while (!AtEnd && !IsWhiteSpace(Current) && !NotUnquoted.Contains(Current, StringComparison.Ordinal)
            && !alsoNot.Contains(Current, StringComparison.Ordinal) && !AtComment())
        {
            Position++;
        }

        return text[start..Position];
    }

    /// <summary>Takes a text in quotes, simple or triple, of which the first is the current character.</summary>
    public string TakeQuoted()
    {
        if (StartsWith("\"\"\""))
        {
            var triple = TripleQuoted().Match(text, Position);
            Position += triple.Length;
            return triple.Success ? triple.Groups[1].Value : throw Error("'\"\"\"' is never closed: another '\"\"\"' is missing");
        }

        var start = Position++;
        var quoted = new StringBuilder();
        while (!TryTake("\""))
        {
            if (AtEnd || Current == '\n')
                throw Error("'\"' is never closed: the text must end in the same line", start);
            if (Current < ' ')
                throw Error($"a control character in quotes must be written as \\u{(int)Current:x4}, a TAB as \\t");
            quoted.Append(TryTake("\\") ? TakeEscape() : text[Position++]);
        }

        var taken = quoted.ToString();
        // A lone surrogate is enumerated as U+FFFD.
        return string.Concat(taken.EnumerateRunes()) == taken
            ? taken
            : throw Error("half of a surrogate pair: \\ud800 to \\udbff must be followed by \\udc00 to \\udfff", start);
    }

    /// <param name="position">Where the problem is; null for here.</param>
    public HoconException Error(string problem, int? position = null) => new([$"{OriginAt(position ?? Position)}: {problem}"]);

    private Origin OriginAt(int position)
    {
        if (!hasLines)
            return new Origin(source);
        var index = Array.BinarySearch(_lineStarts, position);
        var line = index < 0 ? ~index : index + 1;
        return new Origin(source, line, 1 + position - _lineStarts[line - 1]);
    }

    private bool AtComment() => Current == '#' || StartsWith("//");

    private char TakeEscape()
    {
        var escape = Current;
        Position++;
        if ("\"\\/bfnrt".IndexOf(escape, StringComparison.Ordinal) is >= 0 and var index)
            return "\"\\/\b\f\n\r\t"[index];
        if (escape != 'u' || Position + 4 > text.Length || !ushort.TryParse(
            text.AsSpan(Position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw Error("unknown escape sequence: a backslash in quotes must be doubled, or be followed by one of \"\\/bfnrt or by u and four hexadecimal digits", Position - 2);
        }

        Position += 4;
        return (char)code;
    }

    /// <summary>By the specification: not U+0085, unlike .NET's; the byte order mark, unlike .NET's.</summary>
    private static bool IsWhiteSpace(char c) =>
        c is (>= '\t' and <= '\r') or (>= '\u001C' and <= '\u001F') or '\uFEFF'
        || char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>Quotes before the last three belong to the text.</summary>
    [GeneratedRegex("\\G\"\"\"(.*?)\"\"\"(?!\")", RegexOptions.Singleline)]
    private static partial Regex TripleQuoted();

    [GeneratedRegex(@"\G-?[0-9]+(\.[0-9]+)?[eE]\+[0-9]+")]
    private static partial Regex NumberWithPlus();
}
