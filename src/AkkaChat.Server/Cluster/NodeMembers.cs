using System.Diagnostics.Metrics;
using Akka.Actor;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;
using static AkkaChat.Server.Cluster.ClusterMessages;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>The members of one node, and what passes between them and their relay.</summary>
internal sealed class NodeMembers
{
    private readonly RoomMembers _members;
    private readonly BatchBuilder _batch;
    private readonly NameApplicants<IActorRef> _applicants;
    private readonly RemoteCongestion _otherNodes = new();
    private readonly PostedArrivals _arrivals = new();
    private readonly Histogram<double> _lineDuration;
    private bool _hasUniqueNames;

    /// <summary>The authors of the post in flight.</summary>
    private readonly List<IActorRef> _posters = [];

    /// <summary>For one node that is alone.</summary>
    private FairShareLimits _limits;
    private int _nodes = 1;
    private bool _isAnyCongested;

    /// <param name="lineDuration">Gets the time from the arrival of a line of this node to its last write at this node.</param>
    /// <param name="clock">Monotonic.</param>
    public NodeMembers(RoomSettings settings, Histogram<double> lineDuration, Func<TimeSpan> clock)
    {
        _members = new RoomMembers(settings, clock);
        _batch = new BatchBuilder(settings.AckThreshold);
        _applicants = new NameApplicants<IActorRef>(clock);
        _lineDuration = lineDuration;
        _hasUniqueNames = settings.UniqueNames;
        _limits = settings.FairShare;
    }

    public int Count => _members.Count;

    /// <summary>The number of congested members.</summary>
    public int Congested => _members.Says.Shares.Congested - (_otherNodes.IsCongested ? 1 : 0);

    /// <summary>Nor are there newcomers.</summary>
    public bool IsEmpty => _members.Roster.IsEmpty && _applicants.IsEmpty;

    public bool HasNothingToSay => _members.Says.IsEmpty;

    public bool AwaitsRefill => _members.Says.AwaitsRefill;

    /// <summary>It is a member, or has been answered nothing yet.</summary>
    public bool Contains(IActorRef reference) => _members.Roster.TryGet(reference, out _) || _applicants.Contains(reference);

    /// <summary>It waits until the relay is attached; before that until its name is given to it, if names are unique.</summary>
    public void Add(IActorRef reference, Username username)
    {
        if (_members.Roster.TryGetMember(reference, out _))
            reference.Tell(Joined.Instance);
        else if (Contains(reference))
            return;
        else if (!_hasUniqueNames)
            _members.TryAddNewcomer(reference, username);
        else if (_members.Roster.HasName(username.Value) || !_applicants.TryAdd(reference, username))
            reference.Tell(NameTaken.Instance);
    }

    /// <summary>Answers the sequencer whether a member has a name, and newcomers whether they get theirs.</summary>
    public void OnNames(IFromSequencer message, Relay relay)
    {
        if (message is AskName ask)
            relay.AnswerName(ask, HoldsName(ask.Name));
        else if (message is NameDecided decided && decided.Relay == relay.Id && _applicants.TryTake(decided.Name, decided.Number, out var applicant))
            OnNameDecided(applicant, decided.IsGiven);
    }

    /// <returns>False if the author is not a member.</returns>
    public bool TrySay(IActorRef author, Say say) => _members.TrySay(author, say);

    public void Announce(string text) => _members.Announce(text);

    public void Acknowledge(IActorRef reference) => _members.Acknowledge(reference);

    public void SetCongested(IActorRef reference, bool isCongested) => _members.TrySetCongested(reference, isCongested);

    public void Requeue() => _members.Says.Requeue();

    /// <summary>Carries out what the relay has decided, as far as the members can be delivered to.</summary>
    public void Update(Relay relay)
    {
        if (relay.TryTakeCommittedPost(out var position))
            Accept(position);
        SetCluster(relay.Status);
        if (relay.IsAttached)
            Admit(relay);
        while (_members.CanDeliver && relay.TryDeliver(out var lines))
            Deliver(relay.Delivered, lines);
        if (_members.CanDeliver)
            relay.MarkTaken();
        relay.IsCongested = Congested > 0;
    }

    /// <summary>Posts what may be said now, until a batch is full. Those who then have nothing left to say wait until it is committed.</summary>
    public void Post(Relay relay)
    {
        while (_members.Says.TryAppendFirst(_batch, out var author))
            _posters.Add(author.Ref);
        var (lines, arrivals) = _batch.Take();
        _arrivals.OnPosted(arrivals);
        if (lines.Count > 0)
            relay.Post(lines);
    }

    /// <summary>Delivers all that is committed, also what members have not room for: nothing follows.</summary>
    public void DeliverRest(Relay relay)
    {
        foreach (var (position, lines) in relay.Undelivered())
            Deliver(position, lines);
    }

    /// <summary>Removes a member or newcomer. A member gets what was committed while it was one.</summary>
    public void Leave(IActorRef reference, Relay relay)
    {
        if (_members.Roster.TryGetMember(reference, out var member))
        {
            foreach (var (_, lines) in relay.Undelivered().Where(item => item.Position > member.Since))
                reference.Tell(new Deliver(new Batch(lines)));
        }

        Remove(reference);
        reference.Tell(Left.Instance);
    }

    public void Configure(RoomSettings settings)
    {
        _limits = settings.FairShare;
        ShareHeadRoom();
        _hasUniqueNames = settings.UniqueNames;
        if (_hasUniqueNames)
            return;
        foreach (var applicant in _applicants.RemoveAll())
            _members.TryAddNewcomer(applicant.Ref, applicant.Username);
    }

    public void Remove(IActorRef reference)
    {
        _applicants.Remove(reference);
        _members.TryRemove(reference);
    }

    /// <summary>Removes everybody, newcomers included.</summary>
    public void Expel()
    {
        _members.ExpelAll();
        foreach (var applicant in _applicants.RemoveAll())
            applicant.Ref.Tell(Left.Instance);
        _posters.Clear();
        _arrivals.Clear();
    }

    /// <summary>Whether a member has the name. If not, a newcomer that waits for it has to request it again: another node may get it first.</summary>
    private bool HoldsName(string name)
    {
        if (_members.Roster.HasName(name))
            return true;

        _applicants.Renew(name);
        return false;
    }

    private void OnNameDecided(NameApplicants<IActorRef>.Applicant applicant, bool isGiven)
    {
        if (isGiven)
            _members.TryAddNewcomer(applicant.Ref, applicant.Username);
        else
            applicant.Ref.Tell(NameTaken.Instance);
    }

    /// <param name="position">Of the post that is committed.</param>
    private void Accept(long position)
    {
        foreach (var poster in _posters)
            poster.Tell(Accepted.Instance);
        _posters.Clear();
        _arrivals.OnCommitted(position);
    }

    private void Admit(Relay relay)
    {
        // Others may have seen the stream up to there.
        _members.AdmitNewcomers(since: relay.Committed);
        foreach (var (number, name) in _applicants.TakeDue())
            relay.ReserveName(number, name);
    }

    private void Deliver(long position, ArraySegment<byte> lines)
    {
        if (Count > 0)
            _members.Deliver(new Batch(lines, TimerOf(position)), requestAcks: _members.CanDeliver, position);
    }

    private DeliveryTimer? TimerOf(long position) =>
        _arrivals.Take(position) is { Length: > 0 } arrivals
            ? DeliveryTimer.Create(_lineDuration, arrivals, _members.Roster.Members.Count(member => member.Since < position))
            : null;

    /// <summary>Takes over what the sequencer knows: whether members of any node are congested, and how many nodes share the head room.</summary>
    private void SetCluster(StreamStatus status)
    {
        if (_isAnyCongested != status.IsCongested)
        {
            _isAnyCongested = status.IsCongested;
            _members.Says.SetCongested(_otherNodes, status.IsCongested);
        }

        if (_nodes != Math.Max(1, status.Nodes))
        {
            _nodes = Math.Max(1, status.Nodes);
            ShareHeadRoom();
        }
    }

    /// <summary>All nodes together may add what one server may.</summary>
    private void ShareHeadRoom()
    {
        var headRoom = _limits.HeadRoom / _nodes;
        _members.Says.Shares.Limits = _limits with { HeadRoom = headRoom, Share = Math.Min(_limits.Share, headRoom) };
    }
}
