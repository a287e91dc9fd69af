namespace AkkaChat.Hocon;

/// <summary>A list of values.</summary>
/// <param name="Items">The values in their order.</param>
/// <param name="Origin"><inheritdoc/></param>
public sealed record HoconList(IReadOnlyList<HoconNode> Items, Origin Origin) : HoconNode(Origin);
