using System.Runtime.CompilerServices;

namespace AkkaChat.Hocon;

/// <summary>A field that is resolved once, when it is first needed.</summary>
/// <param name="Layers">
/// The values of its key, from the earliest to the latest. The first may be the field of another section, which is resolved as such.
/// </param>
internal sealed record LazyValue(IReadOnlyList<HoconNode> Layers) : HoconNode(Layers[^1].Origin)
{
    /// <summary>
    /// The layers below the one that is being resolved, merged: meanwhile a reference to the field means these. Shared with the
    /// first layer if that is a field. Null before the field is needed.
    /// </summary>
    public StrongBox<HoconNode?>? SoFar { get; set; }

    public bool IsDone { get; set; }

    /// <summary>All layers merged, once it is done; null if they are undefined.</summary>
    public HoconNode? Value { get; set; }

    /// <summary>No earlier value of the key can show through.</summary>
    public bool IsOpaque => Layers[0] is HoconScalar or HoconNull or HoconList;

    /// <summary>It consists of substitutions that may be undefined.</summary>
    public bool IsOptional => Layers.All(layer => layer is HoconConcatenation { Pieces: [HoconSubstitution { Optional: true }] });
}
