namespace AkkaChat.Hocon;

/// <summary>A section of which each field is resolved when it is needed.</summary>
internal sealed record LazySection(Origin Origin) : HoconNode(Origin)
{
    public OrderedDictionary<string, LazyValue> Fields { get; } = [];
}
