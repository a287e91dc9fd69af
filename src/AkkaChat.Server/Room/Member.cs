using Akka.Actor;

namespace AkkaChat.Server.Room;

/// <summary>What the room knows of a member. It belongs to the room alone.</summary>
internal sealed class Member(IActorRef actorRef, string name, byte[] prefix)
{
    public IActorRef Ref { get; } = actorRef;

    public string Name { get; } = name;

    /// <summary>Stands before each of its lines.</summary>
    public byte[] Prefix { get; } = prefix;

    /// <summary>Where in the pending block the lines begin that this member is to get.</summary>
    public int Start { get; set; }

    public bool IsCongested { get; set; }

    /// <summary>It has been asked to confirm a block and has not answered yet.</summary>
    public bool IsAwaited { get; set; }
}
