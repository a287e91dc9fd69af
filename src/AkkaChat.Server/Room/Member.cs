using Akka.Actor;

namespace AkkaChat.Server.Room;

/// <summary>What the room knows of a member. It belongs to the room alone.</summary>
internal sealed class Member(IActorRef actorRef, string name, byte[] prefix)
{
    public IActorRef Ref { get; } = actorRef;

    public string Name { get; } = name;

    /// <summary>Stands before each of its lines.</summary>
    public byte[] Prefix { get; } = prefix;

    /// <summary>Where in the stream of lines those begin that this member has still to get.</summary>
    public required long Position { get; set; }

    /// <summary>Where in the stream its own last line ends.</summary>
    public long Said { get; set; }

    /// <summary>Lines of its own are among those that it has still to get.</summary>
    public bool IsWaitingForItself => Said > Position;

    public bool IsCongested { get; set; }

    /// <summary>It has been asked to confirm a batch and has not answered yet.</summary>
    public bool IsAwaited { get; set; }
}
