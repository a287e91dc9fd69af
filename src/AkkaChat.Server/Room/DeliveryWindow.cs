using System.Diagnostics;

namespace AkkaChat.Server.Room;

/// <summary>
/// How far the room may run ahead of its members. Each time half of the window has been delivered, every member must acknowledge
/// that the batch is in its send queue, and nothing more is delivered until all have.
/// <para>
/// A member reports congestion before it acknowledges. So once it is above its high watermark it receives at most one window and
/// one line until the room knows, and then the batch that was under construction.
/// </para>
/// </summary>
/// <param name="ackThreshold">Half of the window, as the sum of <see cref="Batch.Cost"/>.</param>
internal sealed class DeliveryWindow(int ackThreshold)
{
    /// <summary>Charged since acknowledgements were last requested.</summary>
    private int _unacked;
    private int _pendingAcks;

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

    /// <summary>Records an acknowledgement; a member that has gone owes none.</summary>
    /// <returns>True if this was the last that was pending.</returns>
    public bool Acknowledge(MemberState member)
    {
        if (!member.IsAckPending)
            return false;

        member.IsAckPending = false;
        return --_pendingAcks == 0;
    }
}
