namespace AkkaChat.Server.Room;

/// <summary>What the <see cref="DeliveryWindow"/> knows of a member; written by it alone.</summary>
internal abstract class MemberState
{
    /// <summary>The send queue of the member is above its high watermark.</summary>
    public bool IsCongested { get; set; }

    /// <summary>An acknowledgement was requested and has not arrived.</summary>
    public bool IsAckPending { get; set; }
}
