using AkkaChat.Server.Configuration;
using AkkaChat.Server.Configuration.Hocon;

namespace AkkaChat.Tests.Configuration;

/// <summary>Trees as text, so that tests can be read.</summary>
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
        HoconConcatenation concatenation => string.Concat(concatenation.Pieces.Select(Show)),
        _ => "nothing",
    };

    /// <summary>What is wrong, a line each.</summary>
    public static IReadOnlyList<string> Problems(Func<object> action) =>
        Assert.Throws<ConfigurationException>(action).Problems;

    private static string Show(KeyValuePair<string, HoconNode> field) => $"{field.Key}={Show(field.Value)}";

    private static string Show(HoconPiece piece) => piece switch
    {
        HoconText text => text.Text,
        HoconSubstitution { Optional: true, Name: var name } => $"<?{name}>",
        HoconSubstitution { Name: var name } => $"<{name}>",
        _ => throw new ArgumentException(piece.ToString(), nameof(piece)),
    };
}
