namespace AkkaChat.Hocon;

/// <summary>Two texts or two lists, one after the other, which are put together only once: at the end.</summary>
/// <param name="Size">Characters or items, and the number of parts.</param>
internal sealed record HoconRope(HoconNode Left, HoconNode Right, bool IsList, long Size, Origin Origin) : HoconNode(Origin)
{
    /// <summary>The texts or lists of which a value consists, in their order.</summary>
    public static IEnumerable<HoconNode> Parts(HoconNode value)
    {
        var rest = new Stack<HoconNode>([value]);
        while (rest.TryPop(out var part))
        {
            if (part is HoconRope rope)
            {
                rest.Push(rope.Right);
                rest.Push(rope.Left);
            }
            else
            {
                yield return part;
            }
        }
    }
}
