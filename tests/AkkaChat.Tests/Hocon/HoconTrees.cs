using AkkaChat.Hocon;

namespace AkkaChat.Tests.Hocon;

/// <summary>Reads trees, and shows them as short texts to compare with.</summary>
internal static class HoconTrees
{
    public const string Source = "test.hocon";

    public static HoconSection Read(string text) => HoconReader.ReadFile(text, Source);

    /// <summary>A tree on one line: <c>{a=1, b={c=[x, y]}}</c>.</summary>
    public static string Show(HoconNode? node) => node switch
    {
        HoconScalar scalar => scalar.Text,
        HoconList list => $"[{string.Join(", ", list.Items.Select(Show))}]",
        HoconSection section => $"{{{string.Join(", ", section.Fields.Select(Show))}}}",
        HoconNull => "(null)",
        HoconSpace space => space.Text,
        HoconOverlay overlay => string.Join(" < ", overlay.Layers.Select(Show)),
        HoconConcatenation concatenation => string.Concat(concatenation.Pieces.Select(Show)),
        HoconSubstitution { Optional: true, Name: var name } => $"<?{name}>",
        HoconSubstitution { Name: var name } => $"<{name}>",
        _ => "nothing",
    };

    public static IReadOnlyList<string> Problems(Func<object> action) =>
        Assert.Throws<HoconException>(action).Problems;

    private static string Show(KeyValuePair<string, HoconNode> field) => $"{field.Key}={Show(field.Value)}";
}
