using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>The stream of one epoch: orders posts, sends entries to the relays that follow, finds out what is committed.</summary>
internal sealed class ActiveStream
{
    /// <summary>A relay that takes nothing for this time holds the window no longer.</summary>
    private static readonly TimeSpan DetachTimeout = TimeSpan.FromSeconds(1);

    private readonly Epoch _epoch;
    private readonly StreamLog _log;
    private readonly SequencerSettings _settings;
    private readonly ProtocolRules _rules;
    private readonly Func<TimeSpan> _clock;
    private readonly List<(string Address, IFromSequencer Message)> _outbox;

    /// <summary>Position of the first entry of the epoch.</summary>
    private readonly long _start;
    private readonly PostQueue _posts = new();

    private readonly Followers _followers = new();
    private readonly NodeChanges _changes;
    private ClusterView _view = ClusterView.Empty;

    /// <summary>
    /// Position up to which a majority has the stream: what is committed, unless one node is enough for that. Logs are trimmed, and
    /// checkpoints taken, up to here at most: beyond it a later sequencer may go on from another branch.
    /// </summary>
    private long _agreed;

    /// <summary>Something of the room is committed: each of its first nodes has had a part of the stream.</summary>
    private bool _hasBegun;

    /// <summary>Position of the last entry that changed the set of nodes.</summary>
    private long _change;

    /// <param name="log">What was ordered before this epoch.</param>
    /// <param name="opening">First entry of the epoch.</param>
    /// <param name="committed">Position up to which the log is known to be committed.</param>
    /// <param name="outbox">Receives the messages to relays.</param>
    public ActiveStream(
        Epoch epoch,
        StreamLog log,
        Entry opening,
        long committed,
        SequencerSettings settings,
        ProtocolRules rules,
        Func<TimeSpan> clock,
        List<(string Address, IFromSequencer Message)> outbox)
    {
        _epoch = epoch;
        _log = log;
        _settings = settings;
        _rules = rules;
        _clock = clock;
        _outbox = outbox;
        _changes = new NodeChanges(_followers, rules, settings.Seeds);
        Committed = committed;
        _agreed = settings.NeedsMajority ? committed : 0;
        _hasBegun = committed > 0;
        _start = log.End + 1;
        log.Append(opening);
        _change = log.LastChangeOfNodes();
    }

    public long Committed { get; private set; }

    /// <summary>The room has begun, and a majority of the set of nodes answers.</summary>
    public bool HasMajority => _hasBegun && _followers.AreMajority(_log.State.Nodes);

    private StreamStatus Status => new(Committed, Stable, _log.State.Nodes.Count, _followers.AreCongested);

    private long Stable
    {
        get
        {
            var stable = _agreed;
            foreach (var node in _log.State.Nodes.Nodes)
                stable = Math.Min(stable, _followers.ReceivedBy(node.Relay));
            return _log.OffsetAt(_log.End) - _log.OffsetAt(stable) > _settings.Retention ? StableOfAttached : stable;
        }
    }

    /// <summary>Without nodes that have been gone for too long: they will begin at a checkpoint.</summary>
    private long StableOfAttached =>
        _followers.Attached.Aggregate(_agreed, (stable, follower) => Math.Min(stable, follower.Received));

    public bool IsAttached(string address) => _followers.IsAttached(address);

    public void SetView(ClusterView view)
    {
        _view = view;
        _followers.Keep(view);
        ChangeNodes();
        SendAll();
    }

    public void OnAttach(string address, Attach attach)
    {
        if (!_view.Contains(address))
            return;

        // A repetition, or of a relay that has restarted since.
        if (IsAttached(address))
            return;

        var follower = _followers.Add(attach.Relay, address);
        follower.WasMember |= attach.IsMember || (attach.Room != default && attach.Room != _log.State.Room);
        follower.Attach(ResumeAt(attach), _clock());
        ChangeNodes();
        SendAll();
    }

    public void OnAck(Ack ack)
    {
        if (_followers.Of(ack.Relay) is not { } follower)
            return;

        var wasCongested = follower.IsCongested;
        follower.OnAck(ack, _log.End, _clock());
        var before = Committed;
        AdvanceCommitted();
        ChangeNodes();
        OrderPosts();
        SendAll();
        if (Committed != before || follower.IsCongested != wasCongested)
            SendStatus();
    }

    public void OnPost(Post post)
    {
        _posts.Add(post);
        OrderPosts();
        SendAll();
    }

    public void Tick()
    {
        var now = _clock();
        foreach (var follower in _followers.Attached)
        {
            if (follower.Taken >= _log.End || !follower.HoldsWindow)
                follower.Progress = now;
            follower.RewindWithoutProgress();
            if (now - follower.Progress >= DetachTimeout || now - follower.LastAck >= DetachTimeout || IsTooFarBehind(follower))
                follower.Detach();
        }

        ChangeNodes();
        OrderPosts();
        SendAll();
        SendStatus();
    }

    /// <summary>It receives more slowly than the stream grows: otherwise all nodes would keep ever more for it.</summary>
    private bool IsTooFarBehind(Follower follower) =>
        follower.Received >= _log.Base.Position
        && _log.OffsetAt(_log.End) - _log.OffsetAt(follower.Received) > 2 * _settings.Retention;

    /// <returns>The position after what the relay has of the stream; 0 if that is not known.</returns>
    private long ResumeAt(Attach attach)
    {
        if (_log.EpochAt(attach.Position) == attach.LastEpoch)
            return attach.Position + 1;
        // With commit by one node what it committed may be on a branch.
        return _settings.NeedsMajority && attach.Committed >= _log.Base.Position && attach.Committed <= _log.End ? attach.Committed + 1 : 0;
    }

    /// <summary>The relay begins at what a majority has.</summary>
    private void Install(Follower follower)
    {
        var checkpoint = _log.CheckpointAt(Math.Max(_agreed, _log.Base.Position));
        follower.StartAt(checkpoint.Position + 1);
        _outbox.Add((follower.Address, new Install(_epoch, checkpoint)));
    }

    private void OrderPosts()
    {
        while (_rules.MayOrder(_hasBegun) && IsWindowOpen() && _posts.TryTake(out var post))
        {
            if (MayOrder(post))
                _log.Append(Entry.OfPost(_epoch, new Mark(post.Relay, post.Number), post.Lines));
        }

        if (!_settings.NeedsMajority && _hasBegun)
            Committed = _log.End;
    }

    /// <summary>
    /// Decided when the post gets its place, not while it waits: its relay may have been removed since, after which its marks
    /// are no longer known, or its node has gone, and may have left its names to others.
    /// </summary>
    private bool MayOrder(Post post) =>
        _log.State.Nodes.Contains(post.Relay)
        && _followers.Of(post.Relay) is not null
        && _rules.IsNew(post.Number, _log.State.LastNumber(post.Relay));

    private bool IsWindowOpen()
    {
        var end = _log.OffsetAt(_log.End);
        // Entries are kept until a majority has them: without this limit the log would grow without bound while no majority answers.
        if (end - _log.OffsetAt(_agreed) >= _settings.Retention)
            return false;

        foreach (var follower in _followers.All)
        {
            if (follower is { IsAttached: true, HoldsWindow: true } && end - _log.OffsetAt(follower.Taken) >= _settings.Window)
                return false;
        }

        return true;
    }

    private void AdvanceCommitted()
    {
        var reached = _rules.ReachedByMajority(_log.State.Nodes, _followers.ReceivedBy);
        if (reached > _agreed
            && _rules.MayCommit(reached, _start)
            && (_hasBegun || _rules.MayOpen(_log.State.Nodes, _followers.ReceivedBy)))
        {
            _hasBegun = true;
            _agreed = reached;
            Committed = Math.Max(Committed, reached);
        }
    }

    /// <summary>One change at a time: see <see cref="NodeChanges"/>.</summary>
    private void ChangeNodes()
    {
        if (!_rules.MayChangeNodes(_agreed, _start, _change))
            return;

        var nodes = _log.State.Nodes;
        foreach (var follower in _followers.Attached)
        {
            follower.WasMember |= nodes.Contains(follower.Relay);
            // Not before its removal is committed: until then its log may be needed.
            if (!nodes.Contains(follower.Relay) && !_rules.MayJoin(follower.WasMember))
                Dismiss(follower);
        }

        if (_changes.Next(nodes, _view, _agreed) is { } next)
        {
            _log.Append(Entry.OfNodes(_epoch, next));
            _change = _log.End;
        }
    }

    /// <summary>The relay has to come back as another one, since its marks are no longer kept.</summary>
    private void Dismiss(Follower follower)
    {
        _outbox.Add((follower.Address, new Removed(_epoch, follower.Relay)));
        follower.Detach();
    }

    private void SendAll()
    {
        var status = Status;
        foreach (var follower in _followers.Attached)
            SendTo(follower, status);
    }

    private void SendTo(Follower follower, StreamStatus status)
    {
        if (follower.Next <= _log.Base.Position)
            Install(follower);
        while (follower.Next <= _log.End
            && _log.OffsetAt(follower.Next - 1) - _log.OffsetAt(follower.FlowStart) < 2L * _settings.Window)
        {
            var position = follower.TakeNext();
            _outbox.Add((follower.Address, new Ordered(_epoch, position, _log.EpochAt(position - 1)!.Value, _log[position], status)));
        }

        follower.HoldsWindow |= _log.OffsetAt(_log.End) - _log.OffsetAt(follower.Taken) < _settings.Window;
    }

    /// <summary>Not without a majority, since relays take it for a sign of life.</summary>
    private void SendStatus()
    {
        if (!HasMajority)
            return;

        Trim();
        var status = Status;
        foreach (var follower in _followers.Attached)
            _outbox.Add((follower.Address, new Commit(_epoch, status)));
    }

    private void Trim() => _log.Trim(Stable);
}
