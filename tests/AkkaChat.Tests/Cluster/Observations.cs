namespace AkkaChat.Tests.Cluster;

/// <summary>Checks what all members saw.</summary>
/// <param name="needsMajority">
/// Lines are committed by a majority. Otherwise the promises are kept to those only who have not been disconnected.
/// </param>
internal sealed class Observations(bool needsMajority)
{
    private readonly List<MemberView> _views = [];

    /// <summary>The one order, by position.</summary>
    private readonly SortedDictionary<long, string> _order = [];
    private readonly Dictionary<string, long> _positions = [];

    public int Lines => _views.Sum(view => view.Lines.Count);

    /// <summary>All lines that members saw.</summary>
    public IEnumerable<string> Order => _order.Values;

    private IEnumerable<MemberView> Bound => _views.Where(view => needsMajority || view.IsOpen);

    public MemberView NewView()
    {
        var view = new MemberView();
        _views.Add(view);
        return view;
    }

    public void OnDelivered(MemberView view, long position, string line)
    {
        view.Lines.Add((position, line));
        if (needsMajority)
            Place(position, line);
    }

    /// <summary>Call it when all nodes are connected, attached, and have seen everything.</summary>
    /// <param name="last">Position of the last entry that everybody has seen.</param>
    public void CheckAtEnd(long last)
    {
        foreach (var view in Bound)
        {
            foreach (var (position, line) in view.Lines)
                Place(position, line);
        }

        if (_order.Count == 0)
            throw new BrokenPromiseException("nobody saw a line");
        if (_order.Keys.Last() > last)
            throw new BrokenPromiseException($"a branch: position {_order.Keys.Last()} was shown, and the stream ends at {last}");
        if (_views.Where(view => view.IsOpen).SelectMany(view => view.Accepted).FirstOrDefault(line => !_positions.ContainsKey(line)) is { } lost)
            throw new BrokenPromiseException($"lost: {lost}");

        List<string> order = [.. _order.Values];
        var indexes = order.Index().ToDictionary(item => item.Item, item => item.Index);
        foreach (var view in Bound.Where(view => view.Lines.Count > 0))
            CheckView(view, order, indexes[view.Lines[0].Line]);
    }

    private static void CheckView(MemberView view, List<string> order, int first)
    {
        for (var index = 0; index < view.Lines.Count; index++)
        {
            if (first + index >= order.Count || order[first + index] != view.Lines[index].Line)
                throw new BrokenPromiseException($"a gap or another order before {view.Lines[index].Line}");
        }

        if (view.IsOpen && first + view.Lines.Count < order.Count)
            throw new BrokenPromiseException($"a member does not see {order[first + view.Lines.Count]}");
    }

    private void Place(long position, string line)
    {
        if (!_order.TryAdd(position, line) && _order[position] != line)
            throw new BrokenPromiseException($"two orders: {_order[position]} and {line} at position {position}");
        if (!_positions.TryAdd(line, position) && _positions[line] != position)
            throw new BrokenPromiseException($"repeated: {line} at positions {_positions[line]} and {position}");
    }
}
