using System.Collections;

namespace AkkaChat.Hocon;

/// <summary>
/// Reads HOCON (https://github.com/lightbend/config/blob/main/HOCON.md) strictly: what is not valid is an error with
/// its place. Substitutions are left to <see cref="HoconResolver"/>.
/// </summary>
public sealed class HoconReader
{
    private readonly HoconScanner _scanner;
    private readonly HoconIncludes _includes;

    /// <summary>The file that is read, after those that include it.</summary>
    private readonly string[] _chain;

    /// <summary>The section into which the text is included; the root has no keys.</summary>
    private readonly string[] _prefix;
    private readonly HoconSection _root;

    /// <summary>The keys from the root to where the reader is.</summary>
    private readonly List<string> _path;

    /// <summary>How many lists are around the text, and around where the reader is.</summary>
    private readonly int _outerLists;
    private int _lists;

    /// <summary>The result of the last call of <see cref="DeepCalls"/>.</summary>
    private HoconNode? _value;

    private HoconReader(HoconScanner scanner, HoconIncludes includes, string[] chain, string[] prefix, HoconSection root, int lists) =>
        (_scanner, _includes, _chain, _prefix, _root, _path, _outerLists, _lists) = (scanner, includes, chain, prefix, root, [.. prefix], lists, lists);

    /// <summary>Reads a whole text.</summary>
    /// <param name="source">The name of the text in origins and messages; to include files, its path.</param>
    /// <param name="readFile">
    /// Reads a file that the text includes, given its path: null if there is none, an <see cref="IOException"/> if it
    /// cannot be read. Without it nothing can be included.
    /// </param>
    /// <returns>The fields.</returns>
    /// <exception cref="HoconException">The text is not valid; the message names the line and column.</exception>
    public static HoconSection ReadFile(string text, string source, Func<string, string?>? readFile = null) =>
        Read(text, source, readFile, hasLines: true);

    /// <summary>Reads a short text, such as an argument of a command: origins and messages name no line.</summary>
    /// <inheritdoc cref="ReadFile"/>
    public static HoconSection ReadField(string text, string source) =>
        Read(text, source, readFile: null, hasLines: false);

    private static HoconSection Read(string text, string source, Func<string, string?>? readFile, bool hasLines)
    {
        var scanner = new HoconScanner(text, source, hasLines);
        var root = new HoconSection(scanner.Here);
        DeepCalls.Run(new HoconReader(scanner, new HoconIncludes(readFile), [source], prefix: [], root, lists: 0).ReadRoot(root));
        return root;
    }

    private IEnumerator ReadRoot(HoconSection section)
    {
        _scanner.SkipSpacesAndLines();
        if (_scanner.Current == '[')
            throw _scanner.Error("found '[', but the root must be an object: fields with or without '{' around them");
        yield return ReadItems(_scanner.TryTake("{") ? "{}" : null, () => ReadField(section));
        _scanner.SkipSpacesAndLines();
        if (!_scanner.AtEnd)
            throw _scanner.Error($"found {_scanner.Found} after the '}}' that ends the root");
    }

    /// <summary>Reads fields of an object or values of a list, up to its end.</summary>
    /// <param name="brackets">The bracket that was taken before and the one that ends the items; null for the end of the text.</param>
    private IEnumerator ReadItems(string? brackets, Func<IEnumerator> readItem)
    {
        var opened = _scanner.Position - 1;
        while (true)
        {
            _scanner.SkipSpacesAndLines();
            if (brackets is null ? _scanner.AtEnd : _scanner.TryTake(brackets[1..]))
                yield break;
            if (_scanner.AtEnd)
                throw _scanner.Error($"'{brackets![0]}' is never closed: '{brackets[1]}' is missing", opened);
            if (_scanner.Current == ',')
                throw _scanner.Error("found ',', but there is nothing before it that it could end");
            if (_scanner.Current is '}' or ']')
                throw _scanner.Error($"found {_scanner.Found}, but {(brackets is null ? "nothing is open" : $"'{brackets[1]}' must come first")}");
            yield return readItem();
            _scanner.SkipSpaces();
            if (!_scanner.AtLineEnd() && _scanner.Current is not (',' or '}' or ']'))
                throw _scanner.Error($"found {_scanner.Found}, but ',' or the end of the line must come first; in a text most special characters must be in quotes");
            _scanner.SkipSpacesAndLines();
            _scanner.TryTake(",");
        }
    }

    private IEnumerator ReadField(HoconSection section)
    {
        if (_scanner.TryTakeWord("include"))
        {
            yield return ReadInclude(section);
            yield break;
        }

        var origin = _scanner.Here;
        var path = ReadPath();
        var (end, found) = (_scanner.Position, _scanner.Found);
        _scanner.SkipSpacesAndLines();
        var appends = _scanner.TryTake("+=");
        if (appends && _lists > 0)
            throw _scanner.Error("'+=' is not possible in a list, whose items no substitution can refer to: move it out of the list", _scanner.Position - 2);

        _path.AddRange(path);
        if (appends || _scanner.TryTake("=") || _scanner.TryTake(":"))
            yield return ReadValue(origin);
        else if (_scanner.TryTake("{"))
            yield return ReadSection(origin);
        else
            throw _scanner.Error($"'{string.Join('.', path)}' must be followed by '=', ':', '+=' or '{{', not by {found}", end);
        var value = _value!;
        if (appends)
            value = new HoconConcatenation([new HoconSubstitution([.. _path], [], Optional: true, origin), new HoconList([value], origin)], origin);
        _path.RemoveRange(_path.Count - path.Length, path.Length);
        section.Set(path, value);
    }

    private IEnumerator ReadInclude(HoconSection section)
    {
        _scanner.SkipSpacesAndLines();
        var isRequired = _scanner.TryTake("required(");
        _scanner.SkipSpacesAndLines();
        var isFile = _scanner.TryTake("file(");
        _scanner.SkipSpacesAndLines();
        if (_scanner.Current != '"')
            throw _scanner.Error($"include must be followed by \"path\", file(\"path\") or required(…), not by {_scanner.Found}; a key that begins with include must be in quotes, and URLs, classpaths and packages cannot be included");
        var (place, origin) = (_scanner.Position, _scanner.Here);
        var name = _scanner.TakeQuoted();
        TakeClosing(isFile);
        TakeClosing(isRequired);

        var files = FilesOf(name, place);
        if (files.Count == 0 && isRequired)
            throw _scanner.Error($"'{name}' is required, but there is no such file beside {_chain[^1]}", place);
        if (files.Count == 0)
            _root.AddMissingInclude($"{origin}: there is no file '{name}' to include");
        foreach (var (path, text) in files)
            yield return new HoconReader(new HoconScanner(text, path, hasLines: true), _includes, [.. _chain, path], [.. _path], _root, _lists).ReadRoot(section);
    }

    private void TakeClosing(bool isOpen)
    {
        if (isOpen)
            _scanner.SkipSpacesAndLines();
        if (isOpen && !_scanner.TryTake(")"))
            throw _scanner.Error($"found {_scanner.Found}, but ')' must come here");
    }

    private IReadOnlyList<(string Path, string Text)> FilesOf(string name, int place)
    {
        try
        {
            return _includes.Read(name, _chain);
        }
        catch (IOException exception)
        {
            throw _scanner.Error($"include: {exception.Message}", place);
        }
    }

    private string[] ReadPath()
    {
        var path = new List<string>();
        do
            path.Add(ReadKey());
        while (_scanner.TryTake("."));
        return [.. path];
    }

    /// <summary>A key is a concatenation of texts. White space beside a dot belongs to it.</summary>
    private string ReadKey()
    {
        var pieces = new List<string>();
        while (true)
        {
            var spaces = _scanner.SkipSpaces();
            var isQuoted = _scanner.Current == '"';
            var text = isQuoted ? _scanner.TakeQuoted() : _scanner.TakeUnquoted(alsoNot: ".");
            if (isQuoted || text.Length > 0)
                pieces.AddRange(spaces, text);
            else if (pieces.Count == 0)
                throw _scanner.Error($"found {_scanner.Found}, but a key must come here; an empty one must be in quotes");
            else
                return string.Concat(pieces) + (_scanner.Current == '.' ? spaces : "");
        }
    }

    /// <summary>Reads what follows the opening bracket.</summary>
    private IEnumerator ReadSection(Origin origin)
    {
        var section = new HoconSection(origin);
        yield return ReadItems("{}", () => ReadField(section));
        _value = section;
    }

    /// <inheritdoc cref="ReadSection"/>
    private IEnumerator ReadList(Origin origin)
    {
        var items = new List<HoconNode>();
        _lists++;
        yield return ReadItems("[]", () => ReadItem(items));
        _lists--;
        _value = new HoconList(items, origin);
    }

    private IEnumerator ReadItem(List<HoconNode> items)
    {
        yield return ReadValue(_scanner.Here);
        items.Add(_value!);
    }

    private IEnumerator ReadValue(Origin origin)
    {
        _scanner.SkipSpacesAndLines();
        var pieces = new List<HoconNode>();
        var spaces = "";
        while (true)
        {
            var place = _scanner.Here;
            if (_scanner.TryTake("{"))
                yield return ReadSection(place);
            else if (_scanner.TryTake("["))
                yield return ReadList(place);
            else
                _value = ReadSimple(place);
            if (_value is null)
                break;

            // White space counts between two pieces, but not around the value.
            if (spaces.Length > 0)
                pieces.Add(new HoconSpace(spaces, place));
            pieces.Add(_value);
            spaces = _scanner.SkipSpaces();
        }

        if (pieces.Count == 0)
            throw _scanner.Error($"a value is missing: found {_scanner.Found}; most special characters must be in quotes");
        _value = HoconConcatenation.Join(pieces, origin);
    }

    /// <returns>Null if no such value begins here.</returns>
    private HoconNode? ReadSimple(Origin place)
    {
        if (_scanner.TryTake("${"))
            return ReadSubstitution(place);
        if (_scanner.Current == '"')
            return new HoconScalar(_scanner.TakeQuoted(), place);
        return _scanner.TakeUnquoted() switch
        {
            "" => null,
            "null" => new HoconNull(place),
            var word => new HoconScalar(word, place) { IsBareWord = true },
        };
    }

    private HoconSubstitution ReadSubstitution(Origin place)
    {
        var opened = _scanner.Position - 2;
        if (_outerLists > 0)
            throw _scanner.Error("a substitution is not possible in a file that is included in a list: move the include out of the list", opened);
        var isOptional = _scanner.TryTake("?");
        _scanner.SkipSpaces();
        var path = ReadPath();
        if (!_scanner.TryTake("}"))
            throw _scanner.Error($"'${{' is never closed: '}}' is missing before {_scanner.Found}", opened);
        _root.AddReference(new HoconReference([.. _path], path));
        if (_prefix.Length > 0)
            _root.AddReference(new HoconReference([.. _path], [.. _prefix, .. path]));
        return new HoconSubstitution(path, _prefix, isOptional, place);
    }
}
