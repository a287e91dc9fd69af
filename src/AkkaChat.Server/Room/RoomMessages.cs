using System.Diagnostics;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>
/// The messages between the room and its members. The member is always the sender, so any actor can be one.
/// All are immutable.
/// </summary>
internal static class RoomMessages
{
    /// <summary>
    /// Makes the sender a member. Answered by <see cref="Joined"/>, by <see cref="NameTaken"/> if names are unique and
    /// this one is in use, or by <see cref="Left"/> if the room is closed.
    /// </summary>
    public sealed record Join(Username Username);

    /// <summary>The name is in use; the sender of the <see cref="Join"/> is not a member.</summary>
    public sealed record NameTaken { public static readonly NameTaken Instance = new(); }

    /// <summary>From now on the member receives every accepted line, once and in order.</summary>
    public sealed record Joined { public static readonly Joined Instance = new(); }

    /// <summary>
    /// Lines of the sender. Answered by <see cref="Accepted"/>, or by <see cref="Left"/> if it is not a member.
    /// A member has one unanswered <see cref="Say"/> at most: this is how back-pressure reaches the author.
    /// </summary>
    /// <param name="Arrival">
    /// When the read completed that brought the lines, in ticks of <see cref="Stopwatch"/>; 0 while the histogram of line
    /// durations is disabled.
    /// </param>
    public sealed record Say(Lines Lines, long Arrival = 0);

    /// <summary>
    /// The lines have their place in the order. Withheld while a member is congested and the <see cref="FairShares"/> do not
    /// allow them.
    /// </summary>
    public sealed record Accepted { public static readonly Accepted Instance = new(); }

    /// <summary>Lines for the member to send, after all that were delivered before.</summary>
    /// <param name="AckRequested">
    /// The member answers <see cref="DeliveryAck"/> as soon as the batch is in its send queue, and after it has reported
    /// congestion.
    /// </param>
    public sealed record Deliver(Batch Batch, bool AckRequested = false);

    /// <summary>Every batch up to the one that requested it is in the member's send queue.</summary>
    public sealed record DeliveryAck { public static readonly DeliveryAck Instance = new(); }

    /// <summary>The send queue of the member is above its high watermark.</summary>
    public sealed record Congested { public static readonly Congested Instance = new(); }

    /// <summary>The send queue of the member is below its low watermark again.</summary>
    public sealed record CongestionCleared { public static readonly CongestionCleared Instance = new(); }

    /// <summary>Ends the membership of the sender. Answered by <see cref="Left"/>.</summary>
    public sealed record Leave { public static readonly Leave Instance = new(); }

    /// <summary>
    /// The receiver is not a member, or not any more: it left, the room closed or restarted, or in a cluster this node cannot go on where
    /// it was. Nothing is delivered after it.
    /// </summary>
    public sealed record Left { public static readonly Left Instance = new(); }

    /// <summary>
    /// A line by the server's name to all members. Answered by <see cref="Announced"/>, or by <see cref="Left"/> if there is no room now.
    /// </summary>
    public sealed record Announce(string Text);

    /// <summary>The line will have its place in the order, unless the room closes, fails, or is lost before.</summary>
    public sealed record Announced { public static readonly Announced Instance = new(); }

    /// <summary>Settings that apply from now on; the members stay. Only unique names and the refill time of the shares can change.</summary>
    public sealed record Configure(RoomSettings Settings);

    /// <summary>
    /// Closes the room for good: accepted lines are delivered, then every member receives <see cref="Left"/>, then the
    /// sender receives <see cref="RoomClosed"/>.
    /// </summary>
    public sealed record Close { public static readonly Close Instance = new(); }

    /// <summary>The room has closed; answers <see cref="Close"/>.</summary>
    public sealed record RoomClosed { public static readonly RoomClosed Instance = new(); }
}
