using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>A member of the room.</summary>
/// <typeparam name="TRef">Reference to the member's actor, which identifies it.</typeparam>
internal sealed class Member<TRef>(TRef reference, Username username) : MemberState
{
    public TRef Ref { get; } = reference;

    public string Name { get; } = username.Value;

    /// <summary>It is no longer a member: its connection has ended or has left the room.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Of several nodes: position in their stream, up to which it receives nothing, since it came later.</summary>
    public long Since { get; set; }

    /// <summary>Precedes each of its lines on the wire.</summary>
    public byte[] LinePrefix { get; } = LineFormat.Prefix(username.Utf8.Span);
}
