using Akka.Actor;
using AkkaChat.Server.Events;
using AkkaChat.Server.Telemetry;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Room;

/// <summary>
/// The one room: keeps the members, puts their lines into one order, and delivers them in blocks.
/// <para>
/// The first line of a burst makes the room tell itself <see cref="Flush"/>. All lines that are in the mailbox ahead of
/// it end up in the same block: an idle room delivers at once, a busy one in blocks, and no timer is involved.
/// </para>
/// <para>
/// It runs ahead of its members by one window at most: then it waits until every member has taken what it was sent, and
/// has said if it is congested. While a member is congested nothing is accepted, which stops the reading from those who
/// talk. A member that stays congested disconnects itself, so that it cannot hold the room for longer.
/// </para>
/// <para>
/// If it fails, it is restarted by its supervisor. Before that every member is told <see cref="Left"/>: the new room
/// begins empty, and nobody is left with a gap.
/// </para>
/// </summary>
internal sealed class RoomActor : UntypedActor
{
    private readonly bool _uniqueNames;
    private readonly int _enough;
    private readonly Dictionary<IActorRef, Member> _members = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Queue<Saying> _waiting = [];
    private readonly BlockBuilder _pending;
    private readonly ChatMeter _meter;

    /// <summary>When the lines came that are in the pending block, as far as somebody wants to know.</summary>
    private readonly List<long> _arrivals = [];
    private bool _isFlushing;

    /// <summary>Cost of what has been delivered since all members last confirmed.</summary>
    private int _ahead;
    private int _awaited;
    private int _congested;

    /// <param name="uniqueNames">Refuse a name that is in use.</param>
    /// <param name="window">
    /// What is delivered at most, but for one line, before the room waits for its members. A block has half of it.
    /// </param>
    /// <param name="meter">Shows how full the room is, and how long lines take.</param>
    public RoomActor(bool uniqueNames, int window, ChatMeter meter)
    {
        _meter = meter;
        _uniqueNames = uniqueNames;
        _enough = window / 2;
        _pending = new BlockBuilder(_enough);
    }

    private bool MayDeliver => _congested == 0 && _awaited == 0;

    public static Props Props(bool uniqueNames, int window, ChatMeter meter) =>
        Akka.Actor.Props.Create<RoomActor>(uniqueNames, window, meter);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Say say:
                OnSay(say);
                break;
            case Flush:
                _isFlushing = false;
                DeliverIfAllowed();
                break;
            case Taken:
                OnTaken();
                break;
            case Congested:
                OnCongested();
                break;
            case Relieved:
                OnRelieved();
                break;
            case Join join:
                OnJoin(join);
                break;
            case Leave:
                OnLeave();
                break;
            case Terminated terminated:
                Remove(terminated.ActorRef);
                break;
            case CloseRoom:
                Deliver();
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
        Context.System.EventStream.Publish(new ChatEvents.RoomFailed(_members.Count));
        DismissAll();
        // Who was about to join is no member yet, and gets no other answer.
        if (message is Join)
            Sender.Tell(Left.Instance);
        base.PreRestart(reason, message);
    }

    private void Closed(object message)
    {
        switch (message)
        {
            case Join or Say or Leave:
                Sender.Tell(Left.Instance);
                break;
            case Flush or Taken or Congested or Relieved or Terminated or CloseRoom:
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

        _waiting.Enqueue(new Saying(author, say.Lines, say.Arrival));
        Accept();
    }

    private void OnJoin(Join join)
    {
        var name = join.Username.Value;
        if (_members.ContainsKey(Sender))
        {
            Sender.Tell(Joined.Instance);
            return;
        }

        if (_uniqueNames && !_names.Add(name))
        {
            Sender.Tell(NameTaken.Instance);
            return;
        }

        // Lines that are pending were accepted before this member joined: it gets the block from here on.
        var prefix = LineFormat.Prefix(join.Username.Utf8.Span);
        _members.Add(Context.Watch(Sender), new Member(Sender, name, prefix) { Start = _pending.Length });
        Sender.Tell(Joined.Instance);
        Show();
    }

    private void OnLeave()
    {
        if (_members.TryGetValue(Sender, out var member))
        {
            Context.Unwatch(Sender);
            if (_pending.Length > member.Start)
                Sender.Tell(new Deliver(_pending.Peek(member.Start)));
            Remove(Sender);
        }

        Sender.Tell(Left.Instance);
    }

    private void OnTaken()
    {
        if (!_members.TryGetValue(Sender, out var member) || !member.IsAwaited)
            return;

        member.IsAwaited = false;
        _awaited--;
        GoOn();
    }

    private void OnCongested()
    {
        if (!_members.TryGetValue(Sender, out var member) || member.IsCongested)
            return;

        member.IsCongested = true;
        _congested++;
        Show();
    }

    private void OnRelieved()
    {
        if (!_members.TryGetValue(Sender, out var member) || !member.IsCongested)
            return;

        member.IsCongested = false;
        _congested--;
        Show();
        GoOn();
    }

    private void Remove(IActorRef actorRef)
    {
        if (!_members.Remove(actorRef, out var member))
            return;

        _names.Remove(member.Name);
        _congested -= member.IsCongested ? 1 : 0;
        _awaited -= member.IsAwaited ? 1 : 0;
        Show();
        if (member.IsCongested || member.IsAwaited)
            GoOn();
    }

    private void GoOn()
    {
        DeliverIfAllowed();
        Accept();
    }

    /// <summary>Puts into the order what waits for it, as far as the members keep up.</summary>
    private void Accept()
    {
        while (_congested == 0 && _waiting.TryPeek(out var saying))
        {
            if (saying.AppendTo(_pending))
            {
                if (saying.Arrival > 0)
                    _arrivals.Add(saying.Arrival);
                _waiting.Dequeue();
                saying.Author.Ref.Tell(Accepted.Instance);
            }
            else if (MayDeliver)
            {
                Deliver();
            }
            else
            {
                return;
            }
        }

        if (_pending.Length > 0 && !_isFlushing)
        {
            _isFlushing = true;
            Self.Tell(Flush.Instance);
        }
    }

    private void DeliverIfAllowed()
    {
        if (MayDeliver)
            Deliver();
    }

    private void Deliver()
    {
        var end = _pending.Length;
        if (end == 0)
            return;

        var timer = TakeTimer();
        var block = _pending.Take(timer);
        _ahead += block.Cost;
        // The next block has half a window (and one line) as well.
        var confirm = _ahead >= _enough;
        if (confirm)
            _ahead = 0;

        var deliver = new Deliver(block, confirm);
        foreach (var member in _members.Values)
        {
            if (member.Start == 0)
                Deliver(member, deliver);
            else if (member.Start < end)
                Deliver(member, new Deliver(new Block(block.Bytes[member.Start..], timer), confirm));
            member.Start = 0;
        }

        timer?.Complete();
    }

    private void Deliver(Member member, Deliver deliver)
    {
        deliver.Block.Timer?.Await();
        member.Ref.Tell(deliver);
        if (deliver.Confirm && !member.IsAwaited)
        {
            member.IsAwaited = true;
            _awaited++;
        }
    }

    private BlockTimer? TakeTimer()
    {
        if (_arrivals.Count == 0)
            return null;

        var timer = new BlockTimer([.. _arrivals], _meter.LineDuration);
        _arrivals.Clear();
        return timer;
    }

    private void Show() => _meter.Room.Show(_members.Count, _congested);

    private void DismissAll()
    {
        foreach (var member in _members.Keys)
        {
            Context.Unwatch(member);
            member.Tell(Left.Instance);
        }

        _members.Clear();
        _congested = 0;
        _awaited = 0;
        Show();
    }

    /// <summary>Told by the room to itself, behind all lines that are to be in the same block.</summary>
    private sealed class Flush
    {
        public static readonly Flush Instance = new();
    }
}
