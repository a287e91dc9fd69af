using System.Diagnostics;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>
/// What the room and its members say to each other. The member is always the sender: any actor can be one.
/// All are immutable.
/// </summary>
internal static class RoomMessages
{
    /// <summary>
    /// Makes the sender a member; answered by <see cref="Joined"/>, by <see cref="NameTaken"/> if names are unique and
    /// this one is in use, or by <see cref="Left"/> if the room has closed.
    /// </summary>
    public sealed record Join(Username Username);

    /// <summary>Another member bears this name; the sender is no member.</summary>
    public sealed record NameTaken
    {
        public static readonly NameTaken Instance = new();
    }

    /// <summary>The member receives every line that is accepted from now on.</summary>
    public sealed record Joined
    {
        public static readonly Joined Instance = new();
    }

    /// <summary>Lines of the sender; answered by <see cref="Accepted"/>, or <see cref="Left"/> if it is no member.</summary>
    /// <param name="Arrival">When they came, in ticks of <see cref="Stopwatch"/>; 0 if nobody wants to know.</param>
    public sealed record Say(Lines Lines, long Arrival = 0);

    /// <summary>
    /// The lines have their place in the one order. A member says no more before it has this answer, which the room
    /// withholds as long as somebody does not keep up.
    /// </summary>
    public sealed record Accepted
    {
        public static readonly Accepted Instance = new();
    }

    /// <summary>Lines for the member to send on, after all that came before.</summary>
    /// <param name="AckRequested">The member answers <see cref="DeliveryAck"/>.</param>
    public sealed record Deliver(Batch Batch, bool AckRequested = false);

    /// <summary>All batches up to the one that asked for it are with the member, which has said if it is congested.</summary>
    public sealed record DeliveryAck
    {
        public static readonly DeliveryAck Instance = new();
    }

    /// <summary>The member is too far behind: the room accepts nothing until it is <see cref="CongestionCleared"/> or gone.</summary>
    public sealed record Congested
    {
        public static readonly Congested Instance = new();
    }

    /// <summary>The member has caught up.</summary>
    public sealed record CongestionCleared
    {
        public static readonly CongestionCleared Instance = new();
    }

    /// <summary>Ends the membership of the sender; answered by <see cref="Left"/>.</summary>
    public sealed record Leave
    {
        public static readonly Leave Instance = new();
    }

    /// <summary>
    /// The receiver is no member any more: it has left, the room has closed, or the room has failed.
    /// Nothing is delivered after it.
    /// </summary>
    public sealed record Left
    {
        public static readonly Left Instance = new();
    }

    /// <summary>Closes the room for good: what it has accepted is delivered, and all members are told <see cref="Left"/>.</summary>
    public sealed record CloseRoom
    {
        public static readonly CloseRoom Instance = new();
    }

    /// <summary>Answers <see cref="CloseRoom"/>.</summary>
    public sealed record RoomClosed
    {
        public static readonly RoomClosed Instance = new();
    }
}
