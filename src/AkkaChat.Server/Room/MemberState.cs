namespace AkkaChat.Server.Room;

/// <summary>The state of a member in <see cref="DeliveryWindow"/> and <see cref="FairShares"/>; written by them alone.</summary>
internal abstract class MemberState
{
    /// <summary>An acknowledgement was requested and has not arrived.</summary>
    public bool IsAckPending { get; set; }

    /// <summary>The member has reported congestion, and not yet its end.</summary>
    public bool IsCongested { get; set; }

    public ShareAccount Account { get; set; }
}
