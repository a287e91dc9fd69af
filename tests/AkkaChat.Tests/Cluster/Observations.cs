namespace AkkaChat.Tests.Cluster;

/// <summary>Checks what all members saw.</summary>
internal sealed class Observations
{
    /// <summary>The one order, by position.</summary>
    private readonly SortedDictionary<long, string> _order = [];
    private readonly Dictionary<string, long> _positions = [];
    private readonly HashSet<string> _accepted = [];
    private readonly List<MemberView> _views = [];

    public int Lines => _positions.Count;

    /// <summary>All lines that anybody saw.</summary>
    public IEnumerable<string> Order => _order.Values;

    public MemberView NewView()
    {
        var view = new MemberView();
        _views.Add(view);
        return view;
    }

    public void OnAccepted(string line) => _accepted.Add(line);

    public void OnDelivered(MemberView? view, long position, string line)
    {
        if (_order.TryGetValue(position, out var other) && other != line)
            throw new BrokenPromiseException($"two orders: {other} and {line} at position {position}");
        if (_positions.TryGetValue(line, out var before) && before != position)
            throw new BrokenPromiseException($"repeated: {line} at positions {before} and {position}");

        _order[position] = line;
        _positions[line] = position;
        view?.Lines.Add(line);
    }

    /// <summary>Call it when all nodes are connected, attached, and have seen everything.</summary>
    /// <param name="last">Position of the last entry that everybody has seen.</param>
    public void CheckAtEnd(long last)
    {
        if (_order.Count > 0 && _order.Keys.Last() > last)
            throw new BrokenPromiseException($"a branch: position {_order.Keys.Last()} was shown, and the stream ends at {last}");
        if (_accepted.FirstOrDefault(line => !_positions.ContainsKey(line)) is { } lost)
            throw new BrokenPromiseException($"lost: {lost}");

        List<string> order = [.. _order.Values];
        var indexes = order.Index().ToDictionary(item => item.Item, item => item.Index);
        foreach (var view in _views.Where(view => view.Lines.Count > 0))
        {
            var first = indexes[view.Lines[0]];
            if (!order.Skip(first).Take(view.Lines.Count).SequenceEqual(view.Lines))
                throw new BrokenPromiseException($"a gap or another order after {view.Lines[0]}");
        }
    }
}
