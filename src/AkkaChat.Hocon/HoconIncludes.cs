namespace AkkaChat.Hocon;

/// <summary>Finds and reads the files that a text includes.</summary>
/// <param name="readFile">The text of a file; null if there is no such file. Throws an <see cref="IOException"/>.</param>
internal sealed class HoconIncludes(Func<string, string?>? readFile)
{
    /// <summary>More are refused: files that include each other several times can multiply without an end.</summary>
    private const int MaxFiles = 1000;

    private static readonly string[] Extensions = [".json", ".conf", ".hocon"];

    private int _files;

    /// <summary>Reads a file, or all of a name without an extension, in their order.</summary>
    /// <param name="chain">The including files, the outermost first; the name is relative to the last one.</param>
    /// <returns>None if there is no such file.</returns>
    /// <exception cref="IOException">Says why a file cannot be included.</exception>
    public IReadOnlyList<(string Path, string Text)> Read(string name, IReadOnlyList<string> chain)
    {
        if (readFile is null)
            throw new IOException("only a file can include another one");

        if (name.Length == 0 || name.Contains("://", StringComparison.Ordinal))
            throw new IOException($"'{name}' is not the name of a file: a path must come here, relative to that of the including file");

        var path = Path.Combine(Path.GetDirectoryName(chain[^1]) ?? "", name);
        var files = Path.HasExtension(path) ? [] : Extensions.Select(extension => ReadOne(path + extension, chain)).OfType<(string, string)>().ToList();
        return files.Count > 0 ? files : [.. new[] { ReadOne(path, chain) }.OfType<(string, string)>()];
    }

    private (string Path, string Text)? ReadOne(string path, IReadOnlyList<string> chain)
    {
        if (chain.Any(outer => Path.GetFullPath(outer) == Path.GetFullPath(path)))
            throw new IOException($"{string.Join(" includes ", chain)} includes {path}: a file cannot include itself");
        if (++_files > MaxFiles)
            throw new IOException($"more than {MaxFiles} files are included");
        return readFile!(path) is { } text ? (path, text) : null;
    }
}
