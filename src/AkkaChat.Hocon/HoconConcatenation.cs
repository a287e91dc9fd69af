namespace AkkaChat.Hocon;

/// <summary>A value of several pieces, or of a substitution, of which the resolver makes a text, a list or a section.</summary>
internal sealed record HoconConcatenation(IReadOnlyList<HoconNode> Pieces, Origin Origin) : HoconNode(Origin)
{
    internal override string? Kind { get; } =
        Pieces.Any(piece => piece.Kind == ListKind) ? ListKind : Pieces.FirstOrDefault(piece => piece.Kind is not null)?.Kind;

    /// <summary>Joins pieces as far as that is possible before substitutions are known.</summary>
    /// <exception cref="HoconException">They are not all of one kind.</exception>
    public static HoconNode Join(IReadOnlyList<HoconNode> pieces, Origin origin)
    {
        if (pieces is [not HoconSubstitution and var only])
            return only with { Origin = origin };
        if (pieces.All(piece => piece is HoconScalar or HoconNull or HoconSpace))
            return new HoconScalar(string.Concat(pieces.Select(TextOf)), origin);
        var concatenation = new HoconConcatenation(pieces, origin);
        return concatenation.Conflict(pieces) is { } problem ? throw new HoconException([problem]) : concatenation;
    }

    /// <summary>The kind of a piece of a text.</summary>
    public static string TextOf(HoconNode piece) => piece switch
    {
        HoconScalar scalar => scalar.Text,
        HoconSpace space => space.Text,
        _ => "null",
    };

    /// <param name="values">What the pieces are; null if undefined.</param>
    /// <returns>Why they cannot be joined; null if they can: texts, lists, objects, or lists and objects with numbers as keys.</returns>
    public string? Conflict(IReadOnlyList<HoconNode?> values)
    {
        var kinds = values.Select(value => value?.Kind).ToList();
        var first = kinds.Find(kind => kind is not null);
        var other = kinds.FindIndex(kind => kind is not null && kind != first);
        var areLists = values.All(value => value?.Kind is null or ListKind || HoconList.From(value) is not null);
        return other < 0 || areLists
            ? null
            : $"{Pieces[other].Origin}: {kinds[other]} cannot be joined to {first}: ',' or the end of the line must separate values";
    }
}
