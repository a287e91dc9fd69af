namespace AkkaChat.Tests.Documents;

/// <summary>
/// A key of hocon/akkachat.hocon, the reference of all keys. Relies on its layout: a key or an opening brace a line,
/// indented by two spaces per section.
/// </summary>
internal sealed record ReferenceKey(string Path, bool HasComment)
{
    public static IReadOnlyList<ReferenceKey> All { get; } = [.. Read()];

    private static IEnumerable<ReferenceKey> Read()
    {
        var sections = new List<(string Name, bool HasComment)>();
        var previous = "";
        foreach (var line in File.ReadLines(System.IO.Path.Combine(MarkdownPage.Repository, "hocon/akkachat.hocon")))
        {
            var text = line.Trim();
            var hasComment = previous.StartsWith('#');
            previous = text;
            if (text.Length == 0 || text[0] is '#' or '}')
                continue;

            var depth = (line.Length - line.TrimStart().Length) / 2;
            sections.RemoveRange(depth, sections.Count - depth);
            var name = text.Split(' ')[0];
            // A comment of a section describes all keys in it, except that of a root.
            if (text.EndsWith('{'))
                sections.Add((name, hasComment && depth > 0));
            else
                yield return new ReferenceKey(
                    string.Join('.', sections.Select(section => section.Name).Append(name)),
                    hasComment || sections.Exists(section => section.HasComment));
        }
    }
}
