namespace AkkaChat.Hocon;

/// <summary>A value of several pieces, or of a substitution, of which the resolver makes a text, a list or a section.</summary>
internal sealed record HoconConcatenation(IReadOnlyList<HoconNode> Pieces, Origin Origin) : HoconNode(Origin);
