using System.Diagnostics;

namespace AkkaChat.Server.Room;

/// <summary>
/// Back-pressure of the room: whether it may accept lines, and whether it may deliver the next batch.
/// <para>
/// Each time half of the window has been delivered, every member must acknowledge that the batch is in its send queue, and nothing more is
/// delivered until all have. A member reports congestion before it acknowledges, so once it is congested it receives at
/// most one window plus one line, and then one accepted batch plus one line.
/// </para>
/// </summary>
/// <param name="ackThreshold">Half of the window, as the sum of <see cref="Batch.Cost"/>.</param>
internal sealed class DeliveryWindow(int ackThreshold)
{
    /// <summary>Charged since acknowledgements were last requested.</summary>
    private int _unacked;
    private int _pendingAcks;

    /// <summary>The number of members that are congested.</summary>
    public int Congested { get; private set; }

    /// <summary>While a member is congested no line is accepted, which stops the reads of all authors.</summary>
    public bool CanAccept => Congested == 0;

    /// <summary>While an acknowledgement is pending no batch is delivered.</summary>
    public bool CanDeliver => _pendingAcks == 0;

    /// <summary>Charges a batch that is about to be delivered.</summary>
    /// <returns>True if each recipient must acknowledge it; see <see cref="ExpectAck"/>.</returns>
    public bool Charge(int cost)
    {
        Debug.Assert(CanDeliver, "a batch was delivered while acknowledgements were pending");
        _unacked += cost;
        if (_unacked < ackThreshold)
            return false;

        _unacked = 0;
        return true;
    }

    public void ExpectAck(MemberState member)
    {
        member.IsAckPending = true;
        _pendingAcks++;
    }

    /// <returns>True if this was the last acknowledgement that was pending.</returns>
    public bool Acknowledge(MemberState member)
    {
        if (!member.IsAckPending)
            return false;

        member.IsAckPending = false;
        return --_pendingAcks == 0;
    }

    public void SetCongested(MemberState member, bool isCongested)
    {
        if (member.IsCongested == isCongested)
            return;

        member.IsCongested = isCongested;
        Congested += isCongested ? 1 : -1;
    }

    /// <summary>Waits no longer for a member that has gone.</summary>
    public void Remove(MemberState member)
    {
        Acknowledge(member);
        SetCongested(member, false);
    }
}
