using System.Globalization;

namespace AkkaChat.Hocon;

/// <summary>A list of values.</summary>
/// <param name="Items">The values in their order.</param>
/// <param name="Origin"><inheritdoc/></param>
public sealed record HoconList(IReadOnlyList<HoconNode> Items, Origin Origin) : HoconNode(Origin)
{
    internal override string Kind => ListKind;

    /// <summary>A list, or a section with whole numbers as keys, which stands for the list of their values.</summary>
    /// <returns>Null if the value is neither.</returns>
    public static HoconList? From(HoconNode? node)
    {
        if (node is not HoconSection section)
            return node as HoconList;
        var items = section.Fields
            .Where(field => int.TryParse(field.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .OrderBy(field => int.Parse(field.Key, CultureInfo.InvariantCulture))
            .Select(field => field.Value)
            .ToList();
        return items.Count == 0 ? null : new HoconList(items, section.Origin);
    }
}
