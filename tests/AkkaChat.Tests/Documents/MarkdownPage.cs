using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace AkkaChat.Tests.Documents;

/// <summary>A page of the documents in the checkout that the tests were built from.</summary>
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

    public static MarkdownPage Operations { get; } = Read("docs/operations.md");

    /// <summary>Every page that there is.</summary>
    public static IReadOnlyList<MarkdownPage> All { get; } =
    [
        .. new[] { "", "docs" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository, folder), "*.md"))
            .Select(path => new MarkdownPage(path)),
    ];

    /// <summary>Where it is in the checkout.</summary>
    public string Name => Path.GetRelativePath(Repository, _path);

    /// <summary>What stands between backticks in the text.</summary>
    public IEnumerable<string> Code => Prose.SelectMany(line => CodePattern().Matches(line)).Select(match => match.Groups[1].Value);

    /// <summary>Blocks of indented code, without their indentation.</summary>
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

    /// <summary>Where its relative links lead that lead nowhere.</summary>
    public IEnumerable<string> BrokenLinks => Prose
        .SelectMany(line => LinkPattern().Matches(line))
        .Select(match => match.Groups[1].Value)
        .Where(link => !link.Contains("://", StringComparison.Ordinal) && !Leads(link));

    private IEnumerable<string> Anchors => Prose
        .Where(line => line.StartsWith('#'))
        .Select(line => NoAnchorPattern().Replace(line.TrimStart('#').Trim().ToLower(CultureInfo.InvariantCulture), "").Replace(' ', '-'));

    private IEnumerable<string> Prose => _lines.Where(line => !IsCode(line));

    /// <summary>The cells of the table with this heading, without its heading.</summary>
    public string[][] Table(params string[] heading)
    {
        var rows = _lines.Select(Cells).ToList();
        var start = rows.FindIndex(row => row.Take(heading.Length).SequenceEqual(heading));
        Assert.True(start >= 0, $"{Name} has no table {string.Join(" | ", heading)}");
        return [.. rows.Skip(start + 2).TakeWhile(row => row.Length > 0)];
    }

    /// <summary>A cell of a table, without its backticks.</summary>
    public static string Plain(string cell) => cell.Replace("`", "", StringComparison.Ordinal);

    private static MarkdownPage Read(string name) => new(Path.Combine(Repository, name));

    private static string[] Cells(string line) =>
        line.StartsWith('|') ? [.. line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim())] : [];

    private static bool IsCode(string line) => line.StartsWith("    ", StringComparison.Ordinal);

    private bool Leads(string link)
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

    /// <summary>What is not in the anchor of a heading.</summary>
    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NoAnchorPattern();
}
