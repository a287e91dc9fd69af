namespace AkkaChat.Hocon;

/// <summary>A field that is resolved once, when it is first needed.</summary>
/// <param name="layers">The values of its key from the earliest to the latest: nodes, or <see cref="LazyValue"/>s.</param>
internal sealed class LazyValue(IReadOnlyList<object> layers)
{
    public IReadOnlyList<object> Layers => layers;

    /// <summary>The layers so far, merged: all of them once it is done; null if they are undefined.</summary>
    public HoconNode? Value { get; set; }

    /// <summary>Its layers are being resolved. Meanwhile a reference to the field means <see cref="Value"/>: to what is below.</summary>
    public bool IsOpen { get; set; }

    public bool IsDone { get; set; }

    /// <summary>No earlier value of the key can show through.</summary>
    public bool IsOpaque => layers[0] is HoconScalar or HoconNull or HoconList;

    /// <summary>It consists of substitutions that may be undefined.</summary>
    public bool IsOptional => layers.All(layer => layer is HoconConcatenation { Pieces: [HoconSubstitution { Optional: true }] });

    public Origin? Origin => (layers[^1] as HoconNode)?.Origin ?? (layers[^1] as LazyValue)?.Origin;
}
