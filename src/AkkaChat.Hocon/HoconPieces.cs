namespace AkkaChat.Hocon;

/// <summary>The pieces of one value, which are all texts, all lists, or all objects.</summary>
internal static class HoconPieces
{
    /// <summary>Joins pieces as far as that is possible before substitutions are known.</summary>
    /// <exception cref="HoconException">They are not all of one kind.</exception>
    public static HoconNode Join(IReadOnlyList<HoconNode> pieces, Origin origin)
    {
        if (pieces is [not HoconSubstitution and var only])
            return only with { Origin = origin };
        if (pieces.All(piece => piece is HoconScalar or HoconNull or HoconSpace))
            return new HoconScalar(string.Concat(pieces.Select(TextOf)), origin);
        if (Conflict([.. pieces.Where(piece => piece is not HoconSubstitution).Select(piece => (piece, piece.Origin))]) is { } problem)
            throw new HoconException([problem]);
        return new HoconConcatenation(pieces, origin);
    }

    /// <summary>What a piece is in a text.</summary>
    public static string TextOf(HoconNode piece) => piece switch
    {
        HoconScalar scalar => scalar.Text,
        HoconSpace space => space.Text,
        _ => "null",
    };

    /// <returns>Why the pieces, each with its place, cannot be joined; null if they can.</returns>
    public static string? Conflict(IReadOnlyList<(HoconNode Piece, Origin Place)> pieces)
    {
        var kinds = pieces.Where(piece => piece.Piece is not HoconSpace).Select(piece => (Kind: KindOf(piece.Piece), piece.Place)).ToList();
        var other = kinds.Find(kind => kind.Kind != kinds[0].Kind);
        var areLists = kinds.TrueForAll(kind => kind.Kind is "a list" or "an object")
            && pieces.All(piece => piece.Piece is HoconSpace || KindOf(piece.Piece) == "a list" || HasIndices(piece.Piece));
        return other.Kind is null || areLists
            ? null
            : $"{other.Place}: {other.Kind} cannot be joined to {kinds[0].Kind}: ',' or the end of the line must separate values";
    }

    public static bool IsList(HoconNode piece) => piece is HoconList or HoconRope { IsList: true };

    public static bool IsObject(HoconNode piece) => piece is HoconSection or LazySection;

    private static string KindOf(HoconNode piece) => IsList(piece) ? "a list" : IsObject(piece) ? "an object" : "a text";

    private static bool HasIndices(HoconNode piece) =>
        HoconList.Indices(piece is LazySection lazy ? lazy.Fields.Keys : ((HoconSection)piece).Fields.Keys).Count > 0;
}
