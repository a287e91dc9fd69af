using System.Diagnostics.Metrics;
using Akka.Actor;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>The members of one node: what they want to say, and how far they can be delivered to.</summary>
internal sealed class NodeMembers
{
    private readonly Roster<IActorRef> _roster = new();
    private readonly PendingSays<IActorRef> _says;
    private readonly BatchBuilder _batch;
    private readonly DeliveryWindow _window;
    private readonly Member<IActorRef> _server;
    private readonly RemoteCongestion _otherNodes = new();
    private readonly NameApplicants<IActorRef> _applicants;
    private bool _hasUniqueNames;

    /// <summary>Whose lines are in the post in flight.</summary>
    private readonly List<IActorRef> _posters = [];

    /// <summary>When lines of members arrived that are committed and not delivered yet, by their position in the stream.</summary>
    private readonly Queue<(long Position, long[] Arrivals)> _timed = new();

    /// <summary>Of the lines in the post in flight.</summary>
    private long[] _arrivals = [];
    private readonly Histogram<double> _lineDuration;

    /// <summary>For one node that is alone.</summary>
    private FairShareLimits _limits;
    private int _nodes = 1;
    private bool _isAnyCongested;

    /// <param name="lineDuration">Gets the time from the arrival of a line of this node to its last write at this node.</param>
    /// <param name="clock">Monotonic.</param>
    public NodeMembers(RoomSettings settings, Histogram<double> lineDuration, Func<TimeSpan> clock)
    {
        _lineDuration = lineDuration;
        _limits = settings.FairShare;
        _hasUniqueNames = settings.UniqueNames;
        _applicants = new NameApplicants<IActorRef>(clock);
        _says = new PendingSays<IActorRef>(new FairShares(_limits, clock));
        _batch = new BatchBuilder(settings.AckThreshold);
        _window = new DeliveryWindow(settings.AckThreshold);
        _server = new Member<IActorRef>(ActorRefs.Nobody, Username.OfServer(settings.ServerName));
    }

    public int Count => _roster.Members.Count;

    /// <summary>The number of congested members.</summary>
    public int Congested => _says.Shares.Congested - (_otherNodes.IsCongested ? 1 : 0);

    /// <summary>Nor are there newcomers.</summary>
    public bool IsEmpty => _roster.IsEmpty && _applicants.IsEmpty;

    public bool AreCongested => Congested > 0;

    /// <summary>No member owes an acknowledgement.</summary>
    public bool CanDeliver => _window.CanDeliver;

    public bool HasNothingToSay => _says.IsEmpty;

    public bool AwaitsRefill => _says.AwaitsRefill;

    /// <summary>It is a member, or has been answered nothing yet.</summary>
    public bool Contains(IActorRef reference) => _roster.TryGet(reference, out _) || _applicants.Contains(reference);

    /// <summary>It waits until <see cref="AdmitWaiting"/>; before that until its name is given to it, if names are unique.</summary>
    public void Add(IActorRef reference, Username username)
    {
        if (_roster.TryGetMember(reference, out _))
            reference.Tell(Joined.Instance);
        else if (Contains(reference))
            return;
        else if (!_hasUniqueNames)
            AddNewcomer(reference, username);
        else if (_roster.HasName(username.Value) || !_applicants.TryAdd(reference, username))
            reference.Tell(NameTaken.Instance);
    }

    /// <summary>Names to request of the sequencer now.</summary>
    public IReadOnlyList<(long Number, string Name)> TakeNamesToRequest() => _applicants.TakeDue();

    /// <summary>Whether a member has the name. If not, a newcomer that waits for it has to request it again: another node may get it first.</summary>
    public bool HoldsName(string name)
    {
        if (_roster.HasName(name))
            return true;

        _applicants.Renew(name);
        return false;
    }

    public void OnNameDecided(string name, long number, bool isGiven)
    {
        if (!_applicants.TryTake(name, number, out var applicant))
            return;
        if (isGiven)
            AddNewcomer(applicant.Ref, applicant.Username);
        else
            applicant.Ref.Tell(NameTaken.Instance);
    }

    /// <param name="committed">Position up to which others may have seen the stream: newcomers receive what follows.</param>
    public void AdmitWaiting(long committed)
    {
        foreach (var newcomer in _roster.AdmitNewcomers())
        {
            newcomer.Since = committed;
            newcomer.Ref.Tell(Joined.Instance);
        }
    }

    /// <returns>False if the author is not a member.</returns>
    public bool TrySay(IActorRef author, Say say)
    {
        if (!_roster.TryGetMember(author, out var member))
            return false;

        _says.Enqueue(member, say.Lines, say.Arrival);
        return true;
    }

    public void Announce(string text) => _says.Enqueue(_server, Lines.Of(text), arrival: 0);

    /// <summary>Takes what may be said now, until a batch is full. Those who then have nothing left to say wait for <see cref="Accept"/>.</summary>
    /// <returns>Empty if there is nothing.</returns>
    public ArraySegment<byte> TakeSays()
    {
        while (_says.TryAppendFirst(_batch, out var author))
            _posters.Add(author.Ref);
        (var bytes, _arrivals) = _batch.Take();
        return bytes;
    }

    /// <summary>The lines that were taken are committed.</summary>
    /// <param name="position">In the stream.</param>
    public void Accept(long position)
    {
        foreach (var poster in _posters)
            poster.Tell(Accepted.Instance);
        _posters.Clear();
        if (_arrivals.Length > 0)
            _timed.Enqueue((position, _arrivals));
    }

    public void Requeue() => _says.Requeue();

    /// <param name="position">Of the lines in the stream.</param>
    public void Deliver(long position, ArraySegment<byte> lines)
    {
        if (Count == 0)
            return;

        var batch = new Batch(lines, TimerOf(position));
        var deliver = new Deliver(batch, _window.CanDeliver && _window.Charge(batch.Cost));
        foreach (var member in _roster.Members)
        {
            if (member.Since >= position)
                continue;

            member.Ref.Tell(deliver);
            if (deliver.AckRequested)
                _window.ExpectAck(member);
        }
    }

    /// <summary>Removes a member or newcomer.</summary>
    /// <param name="last">What has been accepted while it was a member and is not delivered yet, with the positions.</param>
    public void Leave(IActorRef reference, IEnumerable<(long Position, ArraySegment<byte> Lines)> last)
    {
        if (_roster.TryGetMember(reference, out var member))
        {
            foreach (var (_, lines) in last.Where(item => item.Position > member.Since))
                reference.Tell(new Deliver(new Batch(lines)));
        }

        Remove(reference);
        reference.Tell(Left.Instance);
    }

    public void Acknowledge(IActorRef reference)
    {
        if (_roster.TryGetMember(reference, out var member))
            _window.Acknowledge(member);
    }

    public void SetCongested(IActorRef reference, bool isCongested)
    {
        if (_roster.TryGet(reference, out var member))
            _says.SetCongested(member, isCongested);
    }

    /// <summary>Takes over what the sequencer knows: whether members of any node are congested, and how many nodes share the head room.</summary>
    public void SetCluster(StreamStatus status)
    {
        if (_isAnyCongested != status.IsCongested)
        {
            _isAnyCongested = status.IsCongested;
            _says.SetCongested(_otherNodes, status.IsCongested);
        }

        if (_nodes != Math.Max(1, status.Nodes))
        {
            _nodes = Math.Max(1, status.Nodes);
            ShareHeadRoom();
        }
    }

    public void Configure(RoomSettings settings)
    {
        _limits = settings.FairShare;
        ShareHeadRoom();
        _hasUniqueNames = settings.UniqueNames;
        if (_hasUniqueNames)
            return;
        foreach (var applicant in _applicants.RemoveAll())
            AddNewcomer(applicant.Ref, applicant.Username);
    }

    public void Remove(IActorRef reference)
    {
        _applicants.Remove(reference);
        if (_roster.TryRemove(reference, out var member))
            Forget(member);
    }

    /// <summary>Removes everybody, newcomers included.</summary>
    public void Expel()
    {
        foreach (var member in _roster.RemoveAll())
        {
            member.HasLeft = true;
            Forget(member);
            member.Ref.Tell(Left.Instance);
        }

        foreach (var applicant in _applicants.RemoveAll())
            applicant.Ref.Tell(Left.Instance);
        _says.Clear();
        _posters.Clear();
        _timed.Clear();
        _arrivals = [];
    }

    private DeliveryTimer? TimerOf(long position)
    {
        while (_timed.TryPeek(out var first) && first.Position < position)
            _timed.Dequeue();
        return _timed.TryPeek(out var timed) && timed.Position == position
            ? DeliveryTimer.Create(_lineDuration, timed.Arrivals, _roster.Members.Count(member => member.Since < position))
            : null;
    }

    private void AddNewcomer(IActorRef reference, Username username)
    {
        if (_roster.TryAddNewcomer(reference, username, out var newcomer))
            _says.Shares.OnJoined(newcomer);
    }

    private void Forget(Member<IActorRef> member)
    {
        _window.Acknowledge(member);
        _says.SetCongested(member, false);
    }

    /// <summary>All nodes together may add what one server may.</summary>
    private void ShareHeadRoom()
    {
        var headRoom = _limits.HeadRoom / _nodes;
        _says.Shares.Limits = _limits with { HeadRoom = headRoom, Share = Math.Min(_limits.Share, headRoom) };
    }
}
