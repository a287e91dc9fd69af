using Akka.Actor;
using AkkaChat.Server.Protocol;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Room;

/// <summary>
/// The members of a room, with what they want to say and how far they can be delivered to: a member that has gone owes no
/// acknowledgement and congests no other. Not thread-safe: used by the actor of the room alone.
/// </summary>
/// <param name="clock">Monotonic.</param>
internal sealed class RoomMembers(RoomSettings settings, Func<TimeSpan> clock)
{
    private readonly DeliveryWindow _window = new(settings.AckThreshold);
    private readonly Member<IActorRef> _server = new(ActorRefs.Nobody, Username.OfServer(settings.ServerName));

    public Roster<IActorRef> Roster { get; } = new();

    public PendingSays<IActorRef> Says { get; } = new(new FairShares(settings.FairShare, clock));

    /// <summary>Without newcomers.</summary>
    public int Count => Roster.Members.Count;

    /// <summary>No member owes an acknowledgement.</summary>
    public bool CanDeliver => _window.CanDeliver;

    /// <returns>False if the name is in use.</returns>
    public bool TryAddNewcomer(IActorRef reference, Username username)
    {
        if (!Roster.TryAddNewcomer(reference, username, out var newcomer))
            return false;

        Says.Shares.OnJoined(newcomer);
        return true;
    }

    /// <summary>Makes all newcomers members.</summary>
    /// <param name="since">Of several nodes: see <see cref="Member{TRef}.Since"/>.</param>
    public void AdmitNewcomers(long since = 0)
    {
        foreach (var newcomer in Roster.AdmitNewcomers())
        {
            newcomer.Since = since;
            newcomer.Ref.Tell(Joined.Instance);
        }
    }

    /// <returns>False if the author is not a member.</returns>
    public bool TrySay(IActorRef author, Say say)
    {
        if (!Roster.TryGetMember(author, out var member))
            return false;

        Says.Enqueue(member, say.Lines, say.Arrival);
        return true;
    }

    public void Announce(string text) => Says.Enqueue(_server, Lines.Of(text), arrival: 0);

    /// <param name="position">Of several nodes: of the batch in their stream.</param>
    /// <returns>True if the members must acknowledge the batch.</returns>
    public bool Deliver(Batch batch, bool requestAcks, long position = long.MaxValue)
    {
        var deliver = new Deliver(batch, requestAcks && _window.Charge(batch.Cost));
        foreach (var member in Roster.Members)
        {
            if (member.Since >= position)
                continue;

            member.Ref.Tell(deliver);
            if (deliver.AckRequested)
                _window.ExpectAck(member);
        }

        return deliver.AckRequested;
    }

    /// <returns>True if this was the last acknowledgement that was pending.</returns>
    public bool Acknowledge(IActorRef reference) => Roster.TryGetMember(reference, out var member) && _window.Acknowledge(member);

    /// <summary>Also of a newcomer: its send queue may hold the server's own lines.</summary>
    /// <returns>False if it is neither a member nor a newcomer.</returns>
    public bool TrySetCongested(IActorRef reference, bool isCongested)
    {
        if (!Roster.TryGet(reference, out var member))
            return false;

        Says.SetCongested(member, isCongested);
        return true;
    }

    /// <summary>Removes a member or newcomer.</summary>
    /// <returns>False if it is neither.</returns>
    public bool TryRemove(IActorRef reference)
    {
        if (!Roster.TryRemove(reference, out var member))
            return false;

        Forget(member);
        return true;
    }

    /// <summary>Removes all members and newcomers, with what they want to say.</summary>
    public void ExpelAll()
    {
        foreach (var member in Roster.RemoveAll())
        {
            Forget(member);
            member.Ref.Tell(Left.Instance);
        }

        Says.Clear();
    }

    private void Forget(Member<IActorRef> member)
    {
        _window.Acknowledge(member);
        Says.SetCongested(member, false);
    }
}
