using System.Globalization;
using System.Text;

namespace AkkaChat.Hocon;

/// <summary>Moves forward through a text, token by token; the grammar is <see cref="HoconReader"/>'s.</summary>
/// <param name="source">The name of the text in origins and messages.</param>
/// <param name="hasLines">Whether origins and messages name the line.</param>
internal sealed class HoconScanner(string text, string source, bool hasLines)
{
    private const string NotUnquoted = "$\"{}[]:=,+#`^?!@*&\\";
    private const string TripleQuote = "\"\"\"";

    public int Position { get; private set; }

    public bool AtEnd => Position >= text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    public char Current => CharAt(Position);

    public Origin Here => new(source, hasLines ? LineOf(Position) : 0);

    public char CharAt(int position) => position < text.Length ? text[position] : '\0';

    public bool StartsWith(string token) => string.CompareOrdinal(text, Position, token, 0, token.Length) == 0;

    public bool TryTake(string token)
    {
        var taken = StartsWith(token);
        if (taken)
            Position += token.Length;
        return taken;
    }

    /// <summary>Skips white space up to the end of the line.</summary>
    /// <returns>The white space.</returns>
    public string SkipSpaces()
    {
        var start = Position;
        while (!AtEnd && Current != '\n' && char.IsWhiteSpace(Current))
            Position++;
        return text[start..Position];
    }

    /// <summary>Skips white space, comments and byte order marks.</summary>
    public void SkipSpacesAndLines()
    {
        while (!AtEnd)
        {
            if (Current == '#' || StartsWith("//"))
                Position = text.IndexOf('\n', Position) is >= 0 and var end ? end : text.Length;
            else if (char.IsWhiteSpace(Current) || Current == '\uFEFF')
                Position++;
            else
                break;
        }
    }

    /// <param name="alsoNot">Characters that end the text besides those that end any unquoted text.</param>
    /// <returns>Empty if there is no unquoted text here.</returns>
    public string TakeUnquoted(string alsoNot = "")
    {
        var start = Position;
        while (!AtEnd && !char.IsWhiteSpace(Current) && !NotUnquoted.Contains(Current, StringComparison.Ordinal)
            && !alsoNot.Contains(Current, StringComparison.Ordinal) && !StartsWith("//"))
        {
            Position++;
        }

        return text[start..Position];
    }

    /// <summary>Takes a text in quotes, simple or triple, of which the first is the current character.</summary>
    public string TakeQuoted()
    {
        if (StartsWith(TripleQuote))
            return TakeTripleQuoted();

        var start = Position++;
        var quoted = new StringBuilder();
        while (!TryTake("\""))
        {
            if (AtEnd || Current == '\n')
                throw Error("'\"' is never closed", start);
            quoted.Append(TryTake("\\") ? TakeEscape() : text[Position++]);
        }

        var taken = quoted.ToString();
        // A lone surrogate is enumerated as U+FFFD.
        return string.Concat(taken.EnumerateRunes()) == taken ? taken : throw Error("half of a surrogate pair", start);
    }

    public HoconException Error(string problem) => Error(problem, Position);

    public HoconException Error(string problem, int position)
    {
        var before = text.AsSpan(0, Math.Min(position, text.Length));
        var place = hasLines ? $", line {LineOf(position)}, column {before.Length - before.LastIndexOf('\n')}" : "";
        return new HoconException([$"{source}{place}: {problem}"]);
    }

    private string TakeTripleQuoted()
    {
        var start = Position + TripleQuote.Length;
        var end = text.IndexOf(TripleQuote, start, StringComparison.Ordinal);
        if (end < 0)
            throw Error("'\"\"\"' is never closed");
        // Quotes before the last three belong to the text.
        while (CharAt(end + TripleQuote.Length) == '"')
            end++;
        Position = end + TripleQuote.Length;
        return text[start..end];
    }

    private char TakeEscape()
    {
        var escape = Current;
        Position++;
        if ("\"\\/bfnrt".IndexOf(escape, StringComparison.Ordinal) is >= 0 and var index)
            return "\"\\/\b\f\n\r\t"[index];
        if (escape != 'u' || Position + 4 > text.Length || !ushort.TryParse(
            text.AsSpan(Position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw Error("unknown escape sequence", Position - 2);
        }

        Position += 4;
        return (char)code;
    }

    private int LineOf(int position) => 1 + text.AsSpan(0, Math.Min(position, text.Length)).Count('\n');
}
