namespace AkkaChat.Hocon;

/// <summary>
/// Reads HOCON (https://github.com/lightbend/config/blob/main/HOCON.md) strictly: what is not valid is an error with
/// its place. <c>include</c>, <c>+=</c> and the concatenation of objects and lists are not supported.
/// </summary>
public sealed class HoconReader
{
    private const int MaxDepth = 64;
    private const string TooDeep = "nested too deeply";

    private readonly HoconScanner _scanner;
    private int _depth;

    private HoconReader(HoconScanner scanner) => _scanner = scanner;

    /// <summary>Reads a whole text.</summary>
    /// <param name="text">At most 64 levels deep; so is a path.</param>
    /// <param name="source">The name of the text in origins and messages.</param>
    /// <returns>The fields; substitutions are left to <see cref="HoconResolver"/>.</returns>
    /// <exception cref="HoconException">The text is not valid; the message names the line and column.</exception>
    public static HoconSection ReadFile(string text, string source) =>
        new HoconReader(new HoconScanner(text, source, hasLines: true)).ReadRoot();

    /// <summary>Reads a short text, such as an argument of a command: origins and messages name no line.</summary>
    /// <inheritdoc cref="ReadFile"/>
    public static HoconSection ReadField(string text, string source) =>
        new HoconReader(new HoconScanner(text, source, hasLines: false)).ReadRoot();

    private HoconSection ReadRoot()
    {
        var root = new HoconSection(_scanner.Here);
        SkipToNextItem();
        ReadItems(_scanner.TryTake("{") ? '}' : null, () => ReadField(root));
        SkipToNextItem();
        return _scanner.AtEnd ? root : throw Unexpected();
    }

    /// <summary>Reads fields of an object or values of a list, up to its end.</summary>
    /// <param name="closing">The character that ends it; null for the end of the text.</param>
    private void ReadItems(char? closing, Action readItem)
    {
        var opened = _scanner.Position - 1;
        if (++_depth > MaxDepth)
            throw _scanner.Error(TooDeep);

        while (true)
        {
            SkipToNextItem();
            if (closing is null ? _scanner.AtEnd : _scanner.TryTake($"{closing}"))
                break;
            if (_scanner.AtEnd)
                throw _scanner.Error($"'{_scanner.CharAt(opened)}' is never closed", opened);
            if (_scanner.Current is '}' or ']')
                throw Unexpected();
            readItem();
            ExpectEndOfItem();
        }

        _depth--;
    }

    private void ReadField(HoconSection section)
    {
        var origin = _scanner.Here;
        var path = ReadPath();
        _scanner.SkipSpaces();
        if (path is ["include"] && _scanner.Current == '"')
            throw _scanner.Error("include is not supported");
        if (_scanner.StartsWith("+="))
            throw _scanner.Error("+= is not supported");

        if (_scanner.Current != '{' && !_scanner.TryTake("=") && !_scanner.TryTake(":"))
            throw _scanner.Error($"'{string.Join('.', path)}' must be followed by '=', ':' or '{{'");

        _scanner.SkipSpacesAndLines();
        section.Set(path, ReadValue(origin));
    }

    private string[] ReadPath()
    {
        var path = new List<string>();
        do
        {
            var isQuoted = _scanner.Current == '"';
            var key = isQuoted ? _scanner.TakeQuoted() : _scanner.TakeUnquoted(alsoNot: ".");
            if (key.Length == 0 && !isQuoted)
            {
                throw _scanner.Error(
                    _scanner.AtEnd ? "a key is missing at the end" : $"a key cannot begin with '{_scanner.Current}'");
            }

            path.Add(key);
            if (path.Count > MaxDepth)
                throw _scanner.Error(TooDeep);
        }
        while (_scanner.TryTake("."));
        return [.. path];
    }

    private HoconNode ReadValue(Origin origin)
    {
        if (_scanner.TryTake("{"))
        {
            var section = new HoconSection(origin);
            ReadItems('}', () => ReadField(section));
            return section;
        }

        if (_scanner.TryTake("["))
        {
            var items = new List<HoconNode>();
            ReadItems(']', () => items.Add(ReadValue(_scanner.Here)));
            return new HoconList(items, origin);
        }

        return ReadPieces(origin);
    }

    private HoconNode ReadPieces(Origin origin)
    {
        var start = _scanner.Position;
        var pieces = new List<HoconNode>();
        var spaces = "";
        while (ReadPiece(origin) is { } piece)
        {
            // White space counts between two pieces, but not around the value.
            if (spaces.Length > 0)
                pieces.Add(new HoconScalar(spaces, origin));
            pieces.Add(piece);
            spaces = _scanner.SkipSpaces();
        }

        return pieces switch
        {
            [] when _scanner.AtEnd || _scanner.Current is '\n' or '\r' or '#' or '}' or ']' or ',' =>
                throw _scanner.Error("a value is missing"),
            [] => throw MustBeQuoted(),
            [HoconScalar { Text: "null" }] when _scanner.CharAt(start) != '"' => new HoconNull(origin),
            [HoconScalar only] => only,
            _ when pieces.TrueForAll(piece => piece is HoconScalar) =>
                new HoconScalar(string.Concat(pieces.Select(piece => ((HoconScalar)piece).Text)), origin),
            _ => new HoconConcatenation(pieces, null, origin),
        };
    }

    private HoconNode? ReadPiece(Origin origin)
    {
        if (_scanner.StartsWith("${"))
            return ReadSubstitution(origin);
        if (_scanner.Current == '"')
            return new HoconScalar(_scanner.TakeQuoted(), origin);
        return _scanner.TakeUnquoted() is { Length: > 0 } text ? new HoconScalar(text, origin) { IsBareWord = true } : null;
    }

    private HoconSubstitution ReadSubstitution(Origin origin)
    {
        var start = _scanner.Position;
        _scanner.TryTake("${");
        var isOptional = _scanner.TryTake("?");
        _scanner.SkipSpaces();
        var path = ReadPath();
        _scanner.SkipSpaces();
        return _scanner.TryTake("}")
            ? new HoconSubstitution(path, isOptional, origin)
            : throw _scanner.Error("'${' is never closed", start);
    }

    private void ExpectEndOfItem()
    {
        _scanner.SkipSpaces();
        if (_scanner.AtEnd || _scanner.Current is ',' or '\n' or '\r' or '#' or '}' or ']' || _scanner.StartsWith("//"))
            return;
        throw _scanner.Current is '{' or '[' ? Unexpected() : MustBeQuoted();
    }

    private void SkipToNextItem()
    {
        do
            _scanner.SkipSpacesAndLines();
        while (_scanner.TryTake(","));
    }

    private HoconException Unexpected() => _scanner.Error($"unexpected '{_scanner.Current}'");

    private HoconException MustBeQuoted() => _scanner.Error($"'{_scanner.Current}' must be written in quotes");
}
