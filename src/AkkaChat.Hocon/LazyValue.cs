using System.Runtime.CompilerServices;

namespace AkkaChat.Hocon;

/// <summary>A field that is resolved once, when it is first needed.</summary>
/// <param name="Layers">
/// The values of its key, from the earliest to the latest. The first may be the field of another section, which is resolved as such.
/// </param>
internal sealed record LazyValue(IReadOnlyList<HoconNode> Layers) : HoconNode(Layers[^1].Origin)
{
    /// <summary>
    /// While it is resolved the layers below the current one, merged, which is what a reference to the field means meanwhile;
    /// then all of them. Shared with the first layer if that is a field. Null before the field is needed.
    /// </summary>
    public StrongBox<HoconNode?>? SoFar { get; set; }

    public bool IsDone { get; set; }

    /// <summary>How many fields were being resolved only to find a part of them when this one was begun.</summary>
    public int Detours { get; set; }

    /// <summary>The place among the fields that are being resolved when this one was begun.</summary>
    public int Depth { get; set; }

    /// <summary>The fields that were not complete when this one was resolved, if that matters; null if there are none.</summary>
    public SortedSet<Incomplete>? Needs { get; set; }

    /// <summary>No earlier value of the key can show through.</summary>
    public bool IsOpaque { get; } = Layers[0] is HoconScalar or HoconNull or HoconList or LazyValue { IsOpaque: true };

    /// <summary>The field of another section that a field only stands for, or the field itself.</summary>
    public static LazyValue Source(HoconNode field) => field is LazyValue { IsDone: false, Layers: [LazyValue source] } ? source : (LazyValue)field;

    /// <summary>Has the field resolved anew when it is next needed.</summary>
    public void Reset() => (SoFar, IsDone, Needs) = (null, false, null);

    public void Need(IEnumerable<Incomplete> fields) => (Needs ??= []).UnionWith(fields);

    /// <summary>Merges sections that have such fields.</summary>
    public static HoconSection Merge(HoconSection below, HoconSection above)
    {
        var merged = new HoconSection(above.Origin);
        foreach (var (key, field) in below.Fields)
            merged.Set([key], field);
        foreach (var (key, field) in above.Fields)
            merged.Set([key], below.Find(key) is { } earlier ? ((LazyValue)field).Over(earlier) : field);
        return merged;
    }

    /// <returns>The field with the earlier values of its key.</returns>
    private LazyValue Over(HoconNode earlier) =>
        IsOpaque || ReferenceEquals(earlier, this) ? this : new LazyValue([earlier, .. IsDone ? [this] : Layers]);

    /// <summary>A field that was being resolved when another one used it.</summary>
    /// <param name="Depth">Its <see cref="LazyValue.Depth"/>.</param>
    /// <param name="IsPart">Whether only a part of the other one was needed, or of this one.</param>
    public readonly record struct Incomplete(int Depth, bool IsPart) : IComparable<Incomplete>
    {
        public int CompareTo(Incomplete other) => (Depth, IsPart).CompareTo((other.Depth, other.IsPart));
    }
}
