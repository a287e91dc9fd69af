namespace AkkaChat.Server.Room;

/// <summary>What the <see cref="DeliveryWindow"/> knows of a member; written by it alone.</summary>
internal abstract class MemberState
{
    /// <summary>The send queue of the member is above its high watermark.</summary>
    public bool IsCongested { get; set; }

    /// <summary>The member has not yet acknowledged the last batch that requested it.</summary>
    public bool IsAckPending { get; set; }
}
