using System.Globalization;

namespace AkkaChat.Hocon;

/// <summary>A list of values.</summary>
/// <param name="Items">The values in their order.</param>
/// <param name="Origin"><inheritdoc/></param>
public sealed record HoconList(IReadOnlyList<HoconNode> Items, Origin Origin) : HoconNode(Origin)
{
    /// <summary>A list, or a section with numbers as keys, which stands for the list of their values.</summary>
    /// <param name="node">A resolved value.</param>
    /// <returns>Null if the value is neither.</returns>
    public static HoconList? From(HoconNode? node) => node switch
    {
        HoconList list => list,
        HoconSection section when Indices(section.Fields.Keys) is { Count: > 0 } keys =>
            new HoconList([.. keys.Select(key => section.Fields[key])], section.Origin),
        _ => null,
    };

    /// <summary>The keys that are whole numbers, in the order of their values.</summary>
    internal static List<string> Indices(IEnumerable<string> keys) =>
    [
        .. keys
            .Select(key => (key, isIndex: int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index), index))
            .Where(entry => entry.isIndex)
            .OrderBy(entry => entry.index)
            .Select(entry => entry.key),
    ];
}
