namespace AkkaChat.Hocon;

/// <summary>White space between two pieces of a value: a part of a text, and nothing between sections and lists.</summary>
internal sealed record HoconSpace(string Text, Origin Origin) : HoconNode(Origin);
