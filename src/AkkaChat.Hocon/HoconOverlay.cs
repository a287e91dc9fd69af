namespace AkkaChat.Hocon;

/// <summary>
/// Two values of one key of which at least one is a <see cref="HoconConcatenation"/>: only the resolver finds out whether
/// they are merged, or which one counts.
/// </summary>
/// <param name="Below">The earlier value, which may be an overlay itself.</param>
/// <param name="Above">The later value.</param>
internal sealed record HoconOverlay(HoconNode Below, HoconNode Above) : HoconNode(Above.Origin)
{
    /// <summary>All values of a key, from the earliest to the latest.</summary>
    public static List<HoconNode> Layers(HoconNode node)
    {
        var layers = new List<HoconNode>();
        for (; node is HoconOverlay overlay; node = overlay.Below)
            layers.Add(overlay.Above);
        layers.Add(node);
        layers.Reverse();
        return layers;
    }
}
