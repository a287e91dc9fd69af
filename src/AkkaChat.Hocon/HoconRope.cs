using System.Text;

namespace AkkaChat.Hocon;

/// <summary>Two texts or two lists, one after the other, which are put together only once: at the end.</summary>
internal sealed record HoconRope(HoconNode Left, HoconNode Right, Origin Origin) : HoconNode(Origin)
{
    internal override string Kind { get; } = Left.Kind ?? Right.Kind ?? TextKind;

    /// <summary>Puts texts together.</summary>
    /// <param name="place">What is resolved.</param>
    /// <exception cref="HoconException">The text is too large.</exception>
    public HoconScalar Join(ResolvedSize size, Origin place)
    {
        var text = new StringBuilder();
        foreach (var part in Parts(this).Select(HoconConcatenation.TextOf))
        {
            size.Add(1 + part.Length, place);
            text.Append(part);
        }

        return new HoconScalar(text.ToString(), Origin);
    }

    /// <summary>The texts of which a value consists, in their order.</summary>
    private static IEnumerable<HoconNode> Parts(HoconNode value)
    {
        var rest = new Stack<HoconNode>([value]);
        while (rest.TryPop(out var part))
        {
            for (; part is HoconRope rope; part = rope.Left)
                rest.Push(rope.Right);
            yield return part;
        }
    }
}
