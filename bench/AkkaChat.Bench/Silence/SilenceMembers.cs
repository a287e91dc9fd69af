using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Silence;

/// <summary>The members of all nodes.</summary>
internal sealed class SilenceMembers(IReadOnlyList<StartedServer> nodes, bool areLoaded) : IDisposable
{
    /// <summary>Members on each node that put full load on it, and the lines that each of them sends at a time.</summary>
    private const int LoadMembers = 3;
    private const int Burst = 100;

    private static readonly TimeSpan Served = TimeSpan.FromSeconds(1);

    private readonly List<SilenceMember> _members = [];
    private int _joined;

    /// <summary>All that are connected have received something lately.</summary>
    public bool AreServed => _members.TrueForAll(member => member.Waiting < Served);

    /// <summary>Replaces those that were disconnected.</summary>
    public async Task JoinAsync()
    {
        _members.RemoveAll(member => member.IsDisconnected);
        foreach (var node in nodes)
        {
            var present = _members.FindAll(member => member.Node == node);
            if (present.TrueForAll(member => member.IsLoad))
                _members.Add(await SilenceMember.JoinAsync(node, $"member{_joined++}", 0));
            for (var load = present.Count(member => member.IsLoad); areLoaded && load < LoadMembers; load++)
                _members.Add(await SilenceMember.JoinAsync(node, $"member{_joined++}", Burst));
        }
    }

    public void Reset() => _members.ForEach(member => member.Reset());

    public TimeSpan SilenceOf(Func<StartedServer, bool> isOfNode) => Of(isOfNode).Max(member => member.Silence);

    /// <returns>How many of how many were disconnected.</returns>
    public (int Disconnected, int All) CountOf(Func<StartedServer, bool> isOfNode) =>
        (Of(isOfNode).Count(member => member.IsDisconnected), Of(isOfNode).Count);

    public void Dispose() => _members.ForEach(member => member.Dispose());

    private List<SilenceMember> Of(Func<StartedServer, bool> isOfNode) => _members.FindAll(member => isOfNode(member.Node));
}
