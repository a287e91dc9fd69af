using System.Net;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Connections;

/// <summary>Requests of an operator to the connection manager.</summary>
internal static class OperatorMessages
{
    /// <summary>Answered by <see cref="MemberList"/>.</summary>
    public sealed record GetMembers { public static readonly GetMembers Instance = new(); }

    /// <summary>The members, in any order.</summary>
    public sealed record MemberList(IReadOnlyList<MemberInfo> Members);

    /// <param name="Id">Distinguishes connections, also those that have ended.</param>
    /// <param name="Address">For people, as in the log.</param>
    /// <param name="Since">When it connected.</param>
    /// <param name="Idle">Since its last message, or since it connected.</param>
    public sealed record MemberInfo(
        long Id,
        string Name,
        string Address,
        Door Door,
        DateTimeOffset Since,
        long LinesIn,
        long LinesOut,
        long PendingBytes,
        TimeSpan Idle,
        bool IsMuted);

    /// <summary>Disconnects all that match. Answered by <see cref="Affected"/>.</summary>
    /// <param name="For">Clients with their names, or from their addresses, are refused for this time; null for not at all.</param>
    /// <param name="Reason">Is sent to them; empty for none. One safe line.</param>
    public sealed record Kick(OperatorTarget Who, TimeSpan? For, string Reason);

    /// <summary>Messages of all that match are dropped, also of those that come again. Answered by <see cref="Affected"/>.</summary>
    /// <param name="For">Null until <see cref="Unmute"/>.</param>
    /// <param name="Reason">Is sent to them; empty for none. One safe line.</param>
    public sealed record Mute(OperatorTarget Who, TimeSpan? For, string Reason);

    /// <summary>
    /// Ends the mutes that were imposed on a name or an address, also of members that have left. Answered by <see cref="Affected"/>
    /// with the number of mutes, and those that still hold for members of that name or address.
    /// </summary>
    public sealed record Unmute(OperatorTarget Who);

    /// <summary>Disconnects and refuses all clients of a network. Answered by <see cref="Affected"/> with the number of clients.</summary>
    /// <param name="For">Null until the server ends, or <see cref="Unban"/>.</param>
    public sealed record Ban(IPNetwork Network, TimeSpan? For, string Reason);

    /// <summary>Ends the bans of a name, and of exactly this network. Answered by <see cref="Affected"/> with the number of bans,
    /// and those that still hold for a part of this network.</summary>
    /// <param name="Network">Null for none.</param>
    public sealed record Unban(string Name, IPNetwork? Network);

    /// <summary>Answered by <see cref="RestrictionList"/>.</summary>
    public sealed record GetRestrictions { public static readonly GetRestrictions Instance = new(); }

    /// <summary>The bans and mutes that hold now, also for clients that are not here.</summary>
    public sealed record RestrictionList(IReadOnlyList<RestrictionInfo> Bans, IReadOnlyList<RestrictionInfo> Mutes)
    {
        public static readonly RestrictionList Empty = new([], []);
    }

    /// <param name="Name">Null if it holds for a network only.</param>
    /// <param name="Network">Null if it holds for a name only.</param>
    /// <param name="Left">Null if it has no end.</param>
    public sealed record RestrictionInfo(string? Name, IPNetwork? Network, TimeSpan? Left, string Reason);

    /// <summary>Asks for the members that a target means; nothing changes. Answered by <see cref="Found"/>.</summary>
    public sealed record Find(OperatorTarget Who);

    /// <summary>The members that match.</summary>
    public sealed record Found(IReadOnlyList<MemberKey> Members);

    /// <summary>Bans and mutes of other nodes are being read: none is ended before they come as <see cref="Impose"/>. Not answered.</summary>
    public sealed record AwaitImpose { public static readonly AwaitImpose Instance = new(); }

    /// <summary>Imposes the bans and mutes of other nodes of a cluster; of two on the same target the longer one counts. Not answered.</summary>
    public sealed record Impose(RestrictionList List);

    /// <param name="Count">How many it concerned.</param>
    /// <param name="Longer">How many names and networks had a longer ban, or how many members a longer mute, which stays.</param>
    /// <param name="Others">Of a mute: further members that it concerns, since they have the same name or address.</param>
    public sealed record Affected(int Count, int Longer = 0, int Others = 0)
    {
        /// <summary>Of a kick for a time, of an end of bans, and of one of mutes: the bans or mutes that hold now for those it concerns.</summary>
        public IReadOnlyList<RestrictionInfo> Holds { get; init; } = [];
    }
}
