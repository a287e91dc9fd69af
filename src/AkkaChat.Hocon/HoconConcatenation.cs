namespace AkkaChat.Hocon;

/// <summary>A value that contains a substitution.</summary>
/// <param name="Pieces">Scalars and substitutions, which make up one scalar; a substitution alone is any value.</param>
/// <param name="Previous">The value that the key had before; it stays if all pieces are undefined.</param>
internal sealed record HoconConcatenation(
    IReadOnlyList<HoconNode> Pieces, HoconNode? Previous, Origin Origin) : HoconNode(Origin)
{
    /// <summary>The same value with <paramref name="earlier"/> below it and below its previous values.</summary>
    public HoconConcatenation Over(HoconNode? earlier) => this with
    {
        Previous = Previous is HoconConcatenation inner ? inner.Over(earlier) : Previous ?? earlier,
    };
}
