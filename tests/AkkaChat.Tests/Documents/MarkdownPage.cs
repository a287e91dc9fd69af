using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace AkkaChat.Tests.Documents;

/// <summary>A page of the documents, in the checkout that the tests were built from.</summary>
internal sealed partial class MarkdownPage
{
    private readonly string _path;
    private readonly string[] _lines;

    private MarkdownPage(string path)
    {
        _path = path;
        _lines = File.ReadAllLines(path);
    }

    public static string Repository { get; } = Path.GetFullPath(
        typeof(MarkdownPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "Repository").Value!);

    public static IReadOnlyList<MarkdownPage> All { get; } =
    [
        .. new[] { "", "docs", "src/AkkaChat.Hocon" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository, folder), "*.md"))
            .Select(path => new MarkdownPage(path)),
    ];

    /// <summary>Path relative to the checkout.</summary>
    public string Name => Path.GetRelativePath(Repository, _path);

    /// <summary>Inline code, without its backticks.</summary>
    public IEnumerable<string> Code => Prose.SelectMany(line => CodePattern().Matches(line)).Select(match => match.Groups[1].Value);

    /// <summary>Indented code blocks, without their indentation.</summary>
    public IEnumerable<string> CodeBlocks
    {
        get
        {
            var block = new List<string>();
            foreach (var line in _lines.Append("end"))
            {
                if (IsCode(line) || (block.Count > 0 && line.Length == 0))
                {
                    block.Add(line.Length == 0 ? line : line[4..]);
                }
                else if (block.Count > 0)
                {
                    yield return string.Join('\n', block);
                    block.Clear();
                }
            }
        }
    }

    /// <summary>Relative links without a target.</summary>
    public IEnumerable<string> BrokenLinks => Prose
        .SelectMany(line => LinkPattern().Matches(line))
        .Select(match => match.Groups[1].Value)
        .Where(link => !link.Contains("://", StringComparison.Ordinal) && !HasTarget(link));

    private IEnumerable<string> Anchors => Prose
        .Where(line => line.StartsWith('#'))
        .Select(line => NoAnchorPattern().Replace(line.TrimStart('#').Trim().ToLower(CultureInfo.InvariantCulture), "").Replace(' ', '-'));

    private IEnumerable<string> Prose => _lines.Where(line => !IsCode(line));

    /// <summary>The rows of the only table of all pages with a heading that begins like this.</summary>
    public static string[][] Table(params string[] heading)
    {
        var tables =
            from page in All
            let rows = page._lines.Select(Cells).ToList()
            let start = rows.FindIndex(row => row.Take(heading.Length).SequenceEqual(heading))
            where start >= 0
            select rows.Skip(start + 2).TakeWhile(row => row.Length > 0).ToArray();
        return Assert.Single(tables);
    }

    /// <summary>A cell of a table, without its backticks.</summary>
    public static string Plain(string cell) => cell.Replace("`", "", StringComparison.Ordinal);

    private static string[] Cells(string line) =>
        line.StartsWith('|') ? [.. line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim())] : [];

    private static bool IsCode(string line) => line.StartsWith("    ", StringComparison.Ordinal);

    private bool HasTarget(string link)
    {
        var parts = link.Split('#', 2);
        var target = parts[0].Length == 0 ? _path : Path.Combine(Path.GetDirectoryName(_path)!, parts[0]);
        return parts.Length == 1
            ? Path.Exists(target)
            : File.Exists(target) && new MarkdownPage(target).Anchors.Contains(parts[1]);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();

    /// <summary>Characters of a heading that are not in its anchor.</summary>
    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NoAnchorPattern();
}
