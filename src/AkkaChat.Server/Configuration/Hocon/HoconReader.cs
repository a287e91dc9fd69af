using System.Globalization;
using System.Text;

namespace AkkaChat.Server.Configuration.Hocon;

/// <summary>
/// Reads HOCON strictly: what Akka.NET's own parser guesses at, hangs on or passes over in silence (an unclosed brace, a
/// key without a value) is an error here, with its place. Of the language, <c>include</c>, <c>+=</c> and the
/// concatenation of objects and lists are not supported.
/// See https://github.com/lightbend/config/blob/main/HOCON.md.
/// </summary>
internal sealed class HoconReader
{
    private const string NotUnquoted = "$\"{}[]:=,+#`^?!@*&\\";
    private const int MaxDepth = 64;

    private readonly string _text;
    private readonly string _source;
    private readonly bool _isFile;
    private int _position;
    private int _depth;

    private HoconReader(string text, string source, bool isFile)
    {
        _text = text;
        _source = source;
        _isFile = isFile;
    }

    /// <param name="source">What the text is called in messages.</param>
    /// <exception cref="ConfigurationException">The text is no HOCON.</exception>
    public static HoconSection ReadFile(string text, string source) => Read(new HoconReader(text, source, isFile: true));

    /// <summary>Reads a single field; messages do not speak of lines.</summary>
    /// <inheritdoc cref="ReadFile"/>
    public static HoconSection ReadField(string text, string source) => Read(new HoconReader(text, source, isFile: false));

    private static HoconSection Read(HoconReader reader)
    {
        var root = new HoconSection(reader.Here);
        reader.SkipToNextField();
        if (reader.TryTake('{'))
        {
            reader.ReadFields(root, closing: '}');
            reader.SkipToNextField();
        }
        else
        {
            reader.ReadFields(root, closing: null);
        }

        if (!reader.AtEnd)
            throw reader.Error($"unexpected '{reader.Peek()}'");
        return root;
    }

    private bool AtEnd => _position >= _text.Length;

    private Origin Here => new(_source, _isFile ? LineOf(_position) : 0);

    private char Peek(int ahead = 0) => _position + ahead < _text.Length ? _text[_position + ahead] : '\0';

    private bool StartsWith(string token) => string.CompareOrdinal(_text, _position, token, 0, token.Length) == 0;

    private bool TryTake(char token)
    {
        if (AtEnd || _text[_position] != token)
            return false;
        _position++;
        return true;
    }

    private void ReadFields(HoconSection section, char? closing)
    {
        var opened = _position - 1;
        if (++_depth > MaxDepth)
            throw Error("nested too deeply");

        while (true)
        {
            SkipToNextField();
            if (closing is { } end ? TryTake(end) : AtEnd)
                break;
            if (AtEnd)
                throw Error("'{' is never closed", opened);
            if (Peek() is '}' or ']')
                throw Error($"unexpected '{Peek()}'");
            ReadField(section);
            ExpectEndOfValue("}");
        }

        _depth--;
    }

    private void ReadField(HoconSection section)
    {
        var origin = Here;
        var path = ReadPath();
        SkipSpaces();
        if (path is ["include"] && Peek() is '"')
            throw Error("include is not supported: give several --config files instead");
        if (StartsWith("+="))
            throw Error("+= is not supported");

        if (Peek() != '{' && !TryTake('=') && !TryTake(':'))
            throw Error($"'{string.Join('.', path)}' must be followed by '=', ':' or '{{'");

        SkipSpacesAndLines();
        section.Set(path, ReadValue(origin));
    }

    private string[] ReadPath()
    {
        var path = new List<string>();
        do
        {
            var quoted = Peek() == '"';
            var key = quoted ? ReadQuoted() : ReadUnquoted(also: ".");
            if (key.Length == 0 && !quoted)
                throw Error(AtEnd ? "a key is missing at the end" : $"a key cannot begin with '{Peek()}'");
            path.Add(key);
            if (path.Count > MaxDepth)
                throw Error("nested too deeply");
        }
        while (TryTake('.'));
        return [.. path];
    }

    private HoconNode ReadValue(Origin origin)
    {
        if (TryTake('{'))
        {
            var section = new HoconSection(origin);
            ReadFields(section, closing: '}');
            return section;
        }

        return TryTake('[') ? ReadList(origin) : ReadScalar(origin);
    }

    private HoconList ReadList(Origin origin)
    {
        var opened = _position - 1;
        if (++_depth > MaxDepth)
            throw Error("nested too deeply");

        var items = new List<HoconNode>();
        while (true)
        {
            SkipToNextField();
            if (AtEnd)
                throw Error("'[' is never closed", opened);
            if (TryTake(']'))
                break;
            items.Add(ReadValue(Here));
            ExpectEndOfValue("]");
        }

        _depth--;
        return new HoconList(items, origin);
    }

    private HoconNode ReadScalar(Origin origin)
    {
        var pieces = new List<HoconPiece>();
        var spaces = "";
        var isNull = false;
        while (true)
        {
            HoconPiece piece;
            if (StartsWith("\"\"\""))
                piece = new HoconText(ReadTripleQuoted());
            else if (Peek() == '"')
                piece = new HoconText(ReadQuoted());
            else if (StartsWith("${"))
                piece = ReadSubstitution();
            else if (ReadUnquoted(also: "") is { Length: > 0 } text)
                (piece, isNull) = (new HoconText(text), pieces.Count == 0 && text == "null");
            else
                break;

            // White space counts between two pieces, but not around the value.
            if (pieces.Count > 0 && spaces.Length > 0)
                pieces.Add(new HoconText(spaces));
            pieces.Add(piece);
            spaces = SkipSpaces();
        }

        if (pieces.Count == 0)
            throw Error(AtEnd || Peek() is '\n' or '\r' or '#' or '}' or ']' or ','
                ? "a value is missing"
                : $"'{Peek()}' must be written in quotes");
        if (isNull && pieces.Count == 1)
            return new HoconNull(origin);
        return pieces.TrueForAll(piece => piece is HoconText)
            ? new HoconScalar(string.Concat(pieces.Select(piece => ((HoconText)piece).Text)), origin)
            : new HoconConcatenation(pieces, null, origin);
    }

    private HoconSubstitution ReadSubstitution()
    {
        var start = _position;
        _position += 2;
        var optional = TryTake('?');
        SkipSpaces();
        var path = ReadPath();
        SkipSpaces();
        return TryTake('}') ? new HoconSubstitution(path, optional) : throw Error("'${' is never closed", start);
    }

    private string ReadUnquoted(string also)
    {
        var start = _position;
        while (!AtEnd && !char.IsWhiteSpace(Peek()) && !NotUnquoted.Contains(Peek(), StringComparison.Ordinal)
            && !also.Contains(Peek(), StringComparison.Ordinal) && !StartsWith("//"))
        {
            _position++;
        }

        return _text[start.._position];
    }

    private string ReadTripleQuoted()
    {
        var end = _text.IndexOf("\"\"\"", _position + 3, StringComparison.Ordinal);
        if (end < 0)
            throw Error("'\"\"\"' is never closed");
        // Quotes beyond the last three belong to the text.
        while (end + 3 < _text.Length && _text[end + 3] == '"')
            end++;
        var text = _text[(_position + 3)..end];
        _position = end + 3;
        return text;
    }

    private string ReadQuoted()
    {
        var start = _position++;
        var text = new StringBuilder();
        while (!TryTake('"'))
        {
            if (AtEnd || Peek() == '\n')
                throw Error("'\"' is never closed", start);
            text.Append(TryTake('\\') ? ReadEscape() : _text[_position++]);
        }

        var read = text.ToString();
        return HasLoneSurrogate(read) ? throw Error("half of a surrogate pair", start) : read;
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                return true;
            i += rune.Utf16SequenceLength - 1;
        }

        return false;
    }

    private char ReadEscape()
    {
        var escape = Peek();
        _position++;
        switch (escape)
        {
            case '"' or '\\' or '/':
                return escape;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _position + 4 <= _text.Length && ushort.TryParse(
                _text.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _position += 4;
                return (char)code;
            default:
                throw Error("unknown escape sequence", _position - 2);
        }
    }

    private void ExpectEndOfValue(string closing)
    {
        SkipSpaces();
        if (!AtEnd && Peek() is not (',' or '\n' or '\r' or '#') && !StartsWith("//")
            && !closing.Contains(Peek(), StringComparison.Ordinal))
        {
            throw Error(Peek() is '{' or '[' or '}' or ']' ? $"unexpected '{Peek()}'" : $"'{Peek()}' must be written in quotes");
        }
    }

    private string SkipSpaces()
    {
        var start = _position;
        while (!AtEnd && Peek() != '\n' && char.IsWhiteSpace(Peek()))
            _position++;
        return _text[start.._position];
    }

    private void SkipSpacesAndLines()
    {
        while (!AtEnd)
        {
            if (Peek() == '#' || StartsWith("//"))
                _position = _text.IndexOf('\n', _position) is >= 0 and var end ? end : _text.Length;
            else if (char.IsWhiteSpace(Peek()) || Peek() == '\uFEFF')
                _position++;
            else
                break;
        }
    }

    private void SkipToNextField()
    {
        do
            SkipSpacesAndLines();
        while (TryTake(','));
    }

    private ConfigurationException Error(string problem) => Error(problem, _position);

    private ConfigurationException Error(string problem, int position)
    {
        var before = _text.AsSpan(0, Math.Min(position, _text.Length));
        var column = before.Length - before.LastIndexOf('\n');
        var place = _isFile ? $", line {LineOf(position)}, column {column}" : "";
        return new ConfigurationException([$"{_source}{place}: {problem}"]);
    }

    private int LineOf(int position) => 1 + _text.AsSpan(0, Math.Min(position, _text.Length)).Count('\n');
}
