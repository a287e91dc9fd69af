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
    private readonly DeliveryWindow _window;
    private readonly Member<IActorRef> _server;
    private readonly RemoteCongestion _otherNodes = new();

    /// <summary>For one node that is alone.</summary>
    private FairShareLimits _limits;
    private int _nodes = 1;
    private bool _isAnyCongested;

    /// <param name="clock">Monotonic.</param>
    public NodeMembers(RoomSettings settings, Func<TimeSpan> clock)
    {
        _limits = settings.FairShare;
        _says = new PendingSays<IActorRef>(new FairShares(_limits, clock));
        _window = new DeliveryWindow(settings.AckThreshold);
        _server = new Member<IActorRef>(ActorRefs.Nobody, Username.OfServer(settings.ServerName));
    }

    public int Count => _roster.Members.Count;

    /// <summary>The number of congested members.</summary>
    public int Congested => _says.Shares.Congested - (_otherNodes.IsCongested ? 1 : 0);

    public bool AreCongested => Congested > 0;

    /// <summary>No member owes an acknowledgement.</summary>
    public bool CanDeliver => _window.CanDeliver;

    public bool HasNothingToSay => _says.IsEmpty;

    public bool AwaitsRefill => _says.AwaitsRefill;

    public bool Contains(IActorRef reference) => _roster.TryGet(reference, out _);

    /// <summary>It waits until <see cref="AdmitWaiting"/>.</summary>
    public void Add(IActorRef reference, Username username)
    {
        if (_roster.TryGetMember(reference, out _))
            reference.Tell(Joined.Instance);
        else if (!Contains(reference) && _roster.TryAddNewcomer(reference, username, out var newcomer))
            _says.Shares.OnJoined(newcomer);
    }

    public void AdmitWaiting()
    {
        foreach (var newcomer in _roster.AdmitNewcomers())
            newcomer.Ref.Tell(Joined.Instance);
    }

    /// <returns>False if the author is not a member.</returns>
    public bool TrySay(IActorRef author, Lines lines)
    {
        if (!_roster.TryGetMember(author, out var member))
            return false;

        _says.Enqueue(member, lines, arrival: 0);
        return true;
    }

    public void Announce(string text) => _says.Enqueue(_server, Lines.Of(text), arrival: 0);

    /// <summary>Appends what may be said now until the batch is full.</summary>
    /// <param name="authors">Receives those who have nothing left to say.</param>
    public void TakeSays(BatchBuilder batch, List<IActorRef> authors)
    {
        while (_says.TryAppendFirst(batch, out var author))
            authors.Add(author.Ref);
    }

    public void Requeue() => _says.Requeue();

    public void Deliver(ArraySegment<byte> lines)
    {
        if (Count == 0)
            return;

        var batch = new Batch(lines);
        var deliver = new Deliver(batch, _window.CanDeliver && _window.Charge(batch.Cost));
        foreach (var member in _roster.Members)
        {
            member.Ref.Tell(deliver);
            if (deliver.AckRequested)
                _window.ExpectAck(member);
        }
    }

    public void Acknowledge(IActorRef reference)
    {
        if (_roster.TryGetMember(reference, out var member))
            _window.Acknowledge(member);
    }

    public void SetCongested(IActorRef reference, bool isCongested)
    {
        if (_roster.TryGet(reference, out var member))
            SetCongested(member, isCongested);
    }

    /// <summary>Takes over what the sequencer knows: whether members of any node are congested, and how many nodes share the head room.</summary>
    public void SetCluster(StreamStatus status)
    {
        if (_isAnyCongested != status.IsCongested)
        {
            _isAnyCongested = status.IsCongested;
            SetCongested(_otherNodes, status.IsCongested);
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
    }

    public void Remove(IActorRef reference)
    {
        if (_roster.TryRemove(reference, out var member))
            Forget(member);
    }

    /// <returns>Those that were removed.</returns>
    public IReadOnlyList<IActorRef> RemoveAll()
    {
        var removed = _roster.RemoveAll();
        foreach (var member in removed)
        {
            member.HasLeft = true;
            Forget(member);
        }

        _says.Clear();
        return [.. removed.Select(member => member.Ref)];
    }

    private void Forget(Member<IActorRef> member)
    {
        _window.Acknowledge(member);
        SetCongested(member, false);
    }

    private void SetCongested(MemberState member, bool isCongested)
    {
        if (_says.Shares.SetCongested(member, isCongested))
            _says.Requeue();
    }

    /// <summary>All nodes together may add what one server may.</summary>
    private void ShareHeadRoom()
    {
        var headRoom = _limits.HeadRoom / _nodes;
        _says.Shares.Limits = _limits with { HeadRoom = headRoom, Share = Math.Min(_limits.Share, headRoom) };
    }
}
