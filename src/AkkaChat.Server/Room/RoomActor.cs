using Akka.Actor;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Room;

/// <summary>
/// The one room: keeps the members, puts their lines into one order, and delivers them in blocks.
/// <para>
/// The first line of a burst makes the room tell itself <see cref="Flush"/>. All lines that are in the mailbox ahead of
/// it end up in the same block: an idle room delivers at once, a busy one in blocks, and no timer is involved.
/// </para>
/// <para>
/// If it fails, it is restarted by its supervisor. Before that every member is told <see cref="Left"/>: the new room
/// begins empty, and nobody is left with a gap.
/// </para>
/// </summary>
internal sealed class RoomActor : UntypedActor
{
    private readonly Dictionary<IActorRef, Member> _members = [];
    private readonly BlockBuilder _pending = new();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Say say:
                OnSay(say);
                break;
            case Flush:
                DeliverPending();
                break;
            case Join join:
                OnJoin(join);
                break;
            case Leave:
                OnLeave();
                break;
            case Terminated terminated:
                _members.Remove(terminated.ActorRef);
                break;
            case CloseRoom:
                DeliverPending();
                DismissAll();
                Become(Closed);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PreRestart(Exception reason, object message)
    {
        DismissAll();
        base.PreRestart(reason, message);
    }

    private void Closed(object message)
    {
        switch (message)
        {
            case Join or Say or Leave:
                Sender.Tell(Left.Instance);
                break;
            case Flush or Terminated or CloseRoom:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnSay(Say say)
    {
        if (!_members.TryGetValue(Sender, out var author))
        {
            Sender.Tell(Left.Instance);
            return;
        }

        if (_pending.Length == 0)
            Self.Tell(Flush.Instance);
        _pending.Append(author.Prefix, say.Lines);
        Sender.Tell(Accepted.Instance);
    }

    private void OnJoin(Join join)
    {
        // Lines that are pending were accepted before this member joined: it gets the block from here on.
        var member = new Member(Sender, LineFormat.Prefix(join.Username.Utf8.Span)) { Start = _pending.Length };
        if (_members.TryAdd(Sender, member))
            Context.Watch(Sender);
        Sender.Tell(Joined.Instance);
    }

    private void OnLeave()
    {
        if (_members.Remove(Sender, out var member))
        {
            Context.Unwatch(Sender);
            if (_pending.Length > member.Start)
                Sender.Tell(new Deliver(_pending.Peek(member.Start)));
        }

        Sender.Tell(Left.Instance);
    }

    private void DeliverPending()
    {
        if (_pending.Length == 0)
            return;

        var end = _pending.Length;
        var block = _pending.Take();
        var deliver = new Deliver(block);
        foreach (var member in _members.Values)
        {
            if (member.Start == 0)
                member.Ref.Tell(deliver);
            else if (member.Start < end)
                member.Ref.Tell(new Deliver(new Block(block.Bytes[member.Start..])));
            member.Start = 0;
        }
    }

    private void DismissAll()
    {
        foreach (var member in _members.Keys)
        {
            Context.Unwatch(member);
            member.Tell(Left.Instance);
        }

        _members.Clear();
    }

    /// <summary>Told by the room to itself, behind all lines that are to be in the same block.</summary>
    private sealed class Flush
    {
        public static readonly Flush Instance = new();
    }

    private sealed class Member(IActorRef actorRef, byte[] prefix)
    {
        public IActorRef Ref { get; } = actorRef;

        public byte[] Prefix { get; } = prefix;

        /// <summary>Where in the pending block the lines begin that this member is to get.</summary>
        public int Start { get; set; }
    }
}
