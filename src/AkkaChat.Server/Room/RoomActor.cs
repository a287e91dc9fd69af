using Akka.Actor;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Protocol;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Room;

/// <summary>
/// The one room: keeps the members, puts their lines into one order, and delivers them in batches.
/// <para>
/// The first line of a burst makes the room tell itself <see cref="Flush"/>. All lines that are in the mailbox ahead of
/// it end up in the same batch: an idle room delivers at once, a busy one in batches.
/// </para>
/// <para>
/// While batches follow each other faster than <see cref="Interval"/> in a room of more than <see cref="Few"/>, those whose
/// own lines are in a batch get it at once, and all others get several together: most writes of a busy room would be for
/// members who wait for nothing.
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
    /// <summary>
    /// Who says nothing is told of new lines at most once in this time. Nobody notices so short a one.
    /// </summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    /// <summary>Bytes for which nobody is made to wait: they are worth a write of their own.</summary>
    public const int Plenty = 16 * 1024;

    /// <summary>So many members are not worth it: the writes are few, and programs may be answering each other.</summary>
    public const int Few = 16;

    private readonly bool _uniqueNames;
    private readonly int _ackThreshold;
    private readonly int _plenty;
    private readonly Dictionary<IActorRef, Member> _members = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Queue<PendingSay> _waiting = [];
    private readonly BatchBuilder _pending;
    private readonly ChatMeter _meter;
    private readonly TimeProvider _time;
    private readonly ITimer _catchUp;

    /// <summary>What is told in one round, by where it begins: the same for all who have still to get the same.</summary>
    private readonly Dictionary<long, Deliver> _round = [];

    /// <summary>When the lines came that have been in no round yet, as far as somebody wants to know.</summary>
    private readonly List<long> _arrivals = [];

    /// <summary>Of the rounds since the last one for everybody.</summary>
    private DeliveryTimer? _timer;
    private bool _isFlushing;

    /// <summary>Up to here lines have been delivered, at least to those who said them.</summary>
    private long _delivered;

    /// <summary>When everybody was told of a new batch at once, as a timestamp of the time provider.</summary>
    private long _lastForAll;

    /// <summary>Some have still to get what others have got already.</summary>
    private bool _isOwing;
    private bool _isCatchUpDue;

    /// <summary>Cost of what has been delivered since all members last confirmed.</summary>
    private int _unacked;
    private int _pendingAcks;
    private int _congested;

    /// <param name="uniqueNames">Refuse a name that is in use.</param>
    /// <param name="window">
    /// What is delivered at most, but for one line, before the room waits for its members. A batch has half of it.
    /// </param>
    /// <param name="meter">Shows how full the room is, and how long lines take.</param>
    /// <param name="time">
    /// The engine's own timers tick every 10 ms, which is too coarse here; those of .NET with the kernel, every 4 ms or so.
    /// </param>
    public RoomActor(bool uniqueNames, int window, ChatMeter meter, TimeProvider time)
    {
        _meter = meter;
        _time = time;
        _catchUp = time.CreateTimer(
            static room => ((IActorRef)room!).Tell(CatchUp.Instance), Self, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _uniqueNames = uniqueNames;
        _ackThreshold = window / 2;
        _plenty = Math.Min(Plenty, _ackThreshold / 2);
        _pending = new BatchBuilder(_ackThreshold);
    }

    private bool CanDeliver => _congested == 0 && _pendingAcks == 0;

    public static Props Props(bool uniqueNames, int window, ChatMeter meter, TimeProvider time) =>
        Akka.Actor.Props.Create<RoomActor>(uniqueNames, window, meter, time);

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
            case DeliveryAck:
                OnTaken();
                break;
            case Congested:
                OnCongested();
                break;
            case CongestionCleared:
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
            case CatchUp:
                OnCatchUp();
                break;
            case CloseRoom:
                BeginRound();
                DeliverToAll(confirm: false);
                DisconnectAll();
                Become(Closed);
                Sender.Tell(RoomClosed.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => _catchUp.Dispose();

    protected override void PreRestart(Exception reason, object message)
    {
        Context.System.EventStream.Publish(new ChatEvents.RoomFailed(_members.Count));
        try
        {
            // What some have got all get.
            DeliverToAll(confirm: false);
        }
        finally
        {
            DisconnectAll();
            // Who was about to join is no member yet, and gets no other answer.
            if (message is Join)
                Sender.Tell(Left.Instance);
            base.PreRestart(reason, message);
        }
    }

    private void Closed(object message)
    {
        switch (message)
        {
            case Join or Say or Leave:
                Sender.Tell(Left.Instance);
                break;
            case Flush or CatchUp or DeliveryAck or Congested or CongestionCleared or Terminated or CloseRoom:
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

        _waiting.Enqueue(new PendingSay(author, say.Lines, say.Arrival));
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

        // Lines that are pending were accepted before this member joined: it gets those from here on.
        var prefix = LineFormat.Prefix(join.Username.Utf8.Span);
        _members.Add(Context.Watch(Sender), new Member(Sender, name, prefix) { Position = _pending.End });
        Sender.Tell(Joined.Instance);
        UpdateGauges();
    }

    private void OnLeave()
    {
        if (_members.TryGetValue(Sender, out var member))
        {
            Context.Unwatch(Sender);
            if (_pending.End > member.Position)
                Sender.Tell(new Deliver(_pending.Slice(member.Position, _pending.End)));
            Remove(Sender);
        }

        Sender.Tell(Left.Instance);
    }

    private void OnTaken()
    {
        if (!_members.TryGetValue(Sender, out var member) || !member.IsAwaited)
            return;

        member.IsAwaited = false;
        _pendingAcks--;
        Pump();
    }

    private void OnCongested()
    {
        if (!_members.TryGetValue(Sender, out var member) || member.IsCongested)
            return;

        member.IsCongested = true;
        _congested++;
        UpdateGauges();
    }

    private void OnRelieved()
    {
        if (!_members.TryGetValue(Sender, out var member) || !member.IsCongested)
            return;

        member.IsCongested = false;
        _congested--;
        UpdateGauges();
        Pump();
    }

    private void Remove(IActorRef actorRef)
    {
        if (!_members.Remove(actorRef, out var member))
            return;

        _names.Remove(member.Name);
        _congested -= member.IsCongested ? 1 : 0;
        _pendingAcks -= member.IsAwaited ? 1 : 0;
        UpdateGauges();
        if (member.IsCongested || member.IsAwaited)
            Pump();
    }

    private void Pump()
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
            else if (CanDeliver)
            {
                Deliver();
            }
            else
            {
                return;
            }
        }

        if (_pending.End > _delivered && !_isFlushing)
        {
            _isFlushing = true;
            Self.Tell(Flush.Instance);
        }
    }

    private void DeliverIfAllowed()
    {
        if (CanDeliver)
            Deliver();
    }

    private void Deliver()
    {
        if (_pending.End == _delivered)
            return;

        _unacked += Batch.CostOf((int)(_pending.End - _delivered));
        // The next batch has half a window (and one line) as well.
        var confirm = _unacked >= _ackThreshold;
        if (confirm)
            _unacked = 0;

        BeginRound();
        var now = _time.GetTimestamp();
        if (confirm || IsForAll(now))
        {
            _lastForAll = now;
            DeliverToAll(confirm);
        }
        else
        {
            DeliverToAuthors();
        }
    }

    private bool IsForAll(long now) =>
        _members.Count <= Few || _pending.Length > _plenty || _time.GetElapsedTime(_lastForAll, now) >= Interval;

    private void BeginRound()
    {
        _delivered = _pending.End;
        if (_arrivals.Count == 0)
            return;

        _timer ??= new DeliveryTimer(_meter.LineDuration);
        _timer.Cover(_arrivals);
        _arrivals.Clear();
    }

    private void DeliverToAll(bool confirm)
    {
        foreach (var member in _members.Values)
        {
            if (member.Position < _delivered)
                Deliver(member, confirm);
        }

        EndRoundForAll();
    }

    private void DeliverToAuthors()
    {
        _isOwing = false;
        foreach (var member in _members.Values)
        {
            if (member.IsWaitingForItself)
                Deliver(member, confirm: false);
            else if (member.Position < _delivered)
                _isOwing = true;
        }

        if (_isOwing)
            EndRoundForAuthors();
        else
            EndRoundForAll();
    }

    private void EndRoundForAll()
    {
        _round.Clear();
        _timer?.EndTelling();
        _timer = null;
        _isOwing = false;
        if (_pending.End == _delivered)
            _pending.Trim();
    }

    private void EndRoundForAuthors()
    {
        _round.Clear();
        if (_isCatchUpDue)
            return;

        _isCatchUpDue = true;
        _catchUp.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>No more lines have come in time for everybody to get these together with them.</summary>
    private void OnCatchUp()
    {
        _isCatchUpDue = false;
        if (_isOwing)
            DeliverToAll(confirm: false);
    }

    private void Deliver(Member member, bool confirm)
    {
        if (!_round.TryGetValue(member.Position, out var deliver))
        {
            deliver = new Deliver(_pending.Slice(member.Position, _delivered, _timer), confirm);
            _round.Add(member.Position, deliver);
        }

        member.Position = _delivered;
        _timer?.Tell();
        member.Ref.Tell(deliver);
        if (confirm && !member.IsAwaited)
        {
            member.IsAwaited = true;
            _pendingAcks++;
        }
    }

    private void UpdateGauges() => _meter.Room.Set(_members.Count, _congested);

    private void DisconnectAll()
    {
        foreach (var member in _members.Keys)
        {
            Context.Unwatch(member);
            member.Tell(Left.Instance);
        }

        _members.Clear();
        _congested = 0;
        _pendingAcks = 0;
        UpdateGauges();
    }

    /// <summary>Told by a timer to the room.</summary>
    private sealed class CatchUp
    {
        public static readonly CatchUp Instance = new();
    }

    /// <summary>Told by the room to itself, behind all lines that are to be in the same batch.</summary>
    private sealed class Flush
    {
        public static readonly Flush Instance = new();
    }
}
