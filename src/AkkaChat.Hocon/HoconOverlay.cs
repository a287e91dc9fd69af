using System.Collections.Immutable;

namespace AkkaChat.Hocon;

/// <summary>
/// Several values of one key of which at least one is a <see cref="HoconConcatenation"/>: only the resolver finds out whether
/// they are merged, or which one counts.
/// </summary>
/// <param name="Layers">The values, from the earliest to the latest.</param>
internal sealed record HoconOverlay(ImmutableList<HoconNode> Layers) : HoconNode(Layers[^1].Origin);
