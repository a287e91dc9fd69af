using AkkaChat.Server.Cluster;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Tests.Cluster;

/// <summary>
/// Schedules in which a broken rule shows, and which are so unlikely that random ones seldom have them. With all rules nothing happens.
/// </summary>
internal static class Scripts
{
    /// <summary>Figure 8 of the Raft paper, with three nodes.</summary>
    public static void EarlierEpochIsReplicated(ProtocolRules rules)
    {
        var cluster = Begin(rules);
        LeaveALineOnNode1(cluster);
        LeaveALaterEpochOnNode3(cluster);
        cluster.Connect(1, 2);
        // Node 2 does not learn that the line of node 1 is committed.
        long? committed = null;
        cluster.Lose((_, _, message) => message is Commit || (message is Ordered ordered
            && (ordered.Entry.Epoch == ordered.Epoch || ordered.Status.Committed > (committed ??= ordered.Status.Committed))));
        cluster.Lead(1, cluster.All);
        GoOnWithout(1, cluster);
    }

    public static void LogIsTakenOver(ProtocolRules rules)
    {
        var cluster = Begin(rules);
        LeaveALineOnNode1(cluster);
        cluster.Lead(1, cluster.All);
        cluster.LoseNothing();
        GoOnWithout(1, cluster);
    }

    public static void EarlierEpochIsLonger(ProtocolRules rules)
    {
        var cluster = Begin(rules);
        cluster.Lose((_, _, message) => message is Ordered);
        cluster.Say(2, 1, 3);
        cluster.Connect(2, 3);
        cluster.Lose((from, _, message) => from == 3 && message is Post);
        cluster.Lead(2, cluster.All);
        cluster.Connect(1, 3);
        cluster.LoseNothing();
        cluster.Lead(3, cluster.All);
        cluster.Settle();
    }

    public static void BranchIsLongerThanTheStream(ProtocolRules rules)
    {
        var cluster = Begin(rules);
        cluster.Lead(3, cluster.All);
        cluster.Lose((_, _, message) => message is Ordered);
        cluster.Say(3, 2, 1);
        cluster.Connect(1, 2);
        cluster.Lead(1, cluster.All);
        cluster.Connect(cluster.All);
        cluster.SetView(1, cluster.All);
        GoOnWithout(1, cluster);
    }

    public static void EntryIsLostBehindABranch(ProtocolRules rules)
    {
        var cluster = Begin(rules);
        cluster.Lead(3, cluster.All);
        cluster.Lose((_, _, message) => message is Ordered);
        cluster.Say(3);
        cluster.Connect(1, 2);
        cluster.LoseNothing();
        cluster.Lead(1, cluster.All);
        cluster.Say(1, 2);
        cluster.Connect(cluster.All);
        cluster.Lose((_, to, message) => to == 3 && message is Ordered { Entry.Lines.Count: 0 });
        cluster.Say(1, 2);
        cluster.Settle();
    }

    public static void OthersReceiveNothing(ProtocolRules rules)
    {
        var cluster = Begin(rules);
        cluster.Lose((_, to, message) => to != 1 && message is Ordered);
        cluster.Lead(1, cluster.All);
        cluster.Say(1);
        GoOnWithout(1, cluster);
    }

    public static void NodeComesBack(ProtocolRules rules)
    {
        var cluster = Begin(rules);
        Post? post = null;
        cluster.Lose((from, _, message) =>
        {
            post = message is Post said && from == 3 ? said : post;
            return false;
        });
        cluster.Say(3);
        cluster.SetView(1, 1, 2);
        cluster.SetView(1, cluster.All);
        cluster.Say(1);
        cluster.Repeat(3, post!);
        cluster.Settle();
    }

    public static void ThreeNodesAreRemovedAtOnce(ProtocolRules rules)
    {
        var cluster = Begin(rules, nodes: 5, seeds: 4);
        cluster.Connect(1, 2);
        cluster.Keep(1, 1, 2);
        cluster.Say(1);
        cluster.Connect(3, 4, 5);
        cluster.Lead(3, cluster.All);
        cluster.Say(3);
        cluster.Settle();
    }

    public static void AllButOneAreRemoved(ProtocolRules rules)
    {
        var cluster = Begin(rules);
        cluster.Keep(1, 1);
        cluster.Connect();
        cluster.Say(1);
        cluster.Restart(2);
        cluster.Restart(3);
        GoOnWithout(1, cluster, 2, 3);
    }

    public static void NewNodeReceivesNothing(ProtocolRules rules)
    {
        var cluster = Begin(rules);
        cluster.Restart(3);
        cluster.SetView(1, 1, 2);
        cluster.Lose((_, to, message) => to == 3 && message is Ordered or Install);
        cluster.SetView(1, cluster.All);
        cluster.Say(1);
        cluster.Restart(2);
        cluster.LoseNothing();
        GoOnWithout(1, cluster, 2, 3);
    }

    public static void NodeOfANewRoomReceivesNothing(ProtocolRules rules)
    {
        var cluster = new ScriptedCluster(rules);
        cluster.Lose((_, to, message) => to == 3 && message is Ordered);
        cluster.Lead(1, cluster.All);
        cluster.Say(1);
        cluster.Restart(2);
        cluster.LoseNothing();
        GoOnWithout(1, cluster, 2, 3);
    }

    public static void RoomBeginsUnnoticed(ProtocolRules rules)
    {
        var cluster = new ScriptedCluster(rules);
        var isLate = true;
        cluster.Lose((_, to, message) => message is Commit or Ordered { Status.Committed: > 0 }
            || (to == 3 && message is Ordered ordered && (isLate || ordered.Position > 1)));
        cluster.Lead(1, cluster.All);
        cluster.Say(1);
        isLate = false;
        cluster.SetView(1, cluster.All);
        cluster.Restart(1);
        cluster.LoseNothing();
        cluster.Lead(2, 2, 3);
        cluster.Settle();
    }

    public static void TwoRoomsBegin(ProtocolRules rules)
    {
        var cluster = new ScriptedCluster(rules);
        // The first room has a node without a part of its stream, and later epochs than the second.
        cluster.Lose((_, to, message) => to == 2 && message is Ordered);
        cluster.Lead(1, cluster.All);
        cluster.Connect(1, 3);
        cluster.Lead(3, cluster.All);
        cluster.Lead(3, cluster.All);
        cluster.Restart(1);
        cluster.LoseNothing();
        cluster.Connect(1, 2);
        cluster.Lead(2, 1, 2);
        cluster.Say(1, 2);
        cluster.Connect(cluster.All);
        cluster.Lead(3, cluster.All);
        cluster.Say(3);
        cluster.Settle();
    }

    public static void HalvesBegin(ProtocolRules rules)
    {
        var cluster = new ScriptedCluster(rules, nodes: 4);
        cluster.Connect(1, 2);
        cluster.Lead(1, 1, 2);
        cluster.Say(1);
        cluster.Connect(3, 4);
        cluster.Lead(3, 3, 4);
        cluster.Say(3);
        cluster.Settle();
    }

    private static ScriptedCluster Begin(ProtocolRules rules, int nodes = 3, int? seeds = null)
    {
        var cluster = new ScriptedCluster(rules, nodes, seeds);
        cluster.Lead(1, cluster.All);
        cluster.Say(cluster.All);
        return cluster;
    }

    private static void LeaveALineOnNode1(ScriptedCluster cluster)
    {
        cluster.Connect(1, 2);
        cluster.Lose((_, _, message) => message is Ordered);
        cluster.Lead(1, cluster.All);
        cluster.Say(1);
    }

    private static void LeaveALaterEpochOnNode3(ScriptedCluster cluster)
    {
        cluster.Connect(2, 3);
        cluster.Lose((_, _, message) => message is Ordered);
        cluster.Lead(3, cluster.All);
    }

    private static void GoOnWithout(int node, ScriptedCluster cluster, params int[] view)
    {
        int[] others = [.. cluster.All.Where(other => other != node)];
        cluster.Connect(others);
        cluster.LoseNothing();
        cluster.Lead(3, view.Length > 0 ? view : cluster.All);
        cluster.Say(others);
        cluster.Settle();
    }
}
