using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>
/// The decisions of a relay: which sequencer it follows, what of the stream it has, what its members may see, and its own posts.
/// It knows neither members nor actors: its owner passes messages and time in, and carries out what it finds afterwards in
/// <see cref="Outbox"/>, <see cref="TakeExpulsion"/>, <see cref="TryTakeCommittedPost"/> and <see cref="TryDeliver"/>.
/// </summary>
/// <param name="newIdentity">Draws a random number other than 0.</param>
/// <param name="clock">Monotonic.</param>
internal sealed class Relay(Func<long> newIdentity, ProtocolRules rules, Func<TimeSpan> clock)
{
    /// <summary>Bytes that are fetched in one message; the last entry may exceed it.</summary>
    private const int FetchBytes = 256 * 1024;

    private StreamLog _log = new();
    private PostInFlight _post = new(rules, clock);
    private Epoch _followed;
    private bool _isMember;

    /// <summary>Up to here the log is that of the sequencer of <see cref="_followed"/>; at least to the base, which a majority had.</summary>
    private long _compared;
    private long _delivered;
    private long _taken;
    private bool _hasGap;
    private bool _isAckDue;
    private bool _isCongested;
    private bool _isExpelled;

    public long Id { get; private set; } = newIdentity();

    /// <summary>Messages to sequencers, by their identity, in the order in which they are to be sent.</summary>
    public List<(long Sequencer, IFromRelay Message)> Outbox { get; } = [];

    /// <summary>Position up to which members may see the stream.</summary>
    public long Committed { get; private set; }

    public Epoch Followed => _followed;

    /// <summary>Of the last entry that it has.</summary>
    public Epoch LastEpoch => _log.LastEpoch;

    /// <summary>Position of the last entry that it has.</summary>
    public long End => _log.End;

    /// <summary>That of its stream; default if it has none.</summary>
    public Epoch Room => _log.State.Room;

    /// <summary>The set of nodes, as far as the relay knows.</summary>
    public NodeSet Nodes => _log.State.Nodes;

    /// <summary>Position of the last entry that was delivered.</summary>
    public long Delivered => _delivered;

    /// <summary>It receives the stream of the sequencer that it follows, and is one of the nodes that count.</summary>
    public bool IsAttached { get; private set; }

    /// <summary>The latest word of the sequencer.</summary>
    public StreamStatus Status { get; private set; } = new(0, 0, 1, false);

    /// <summary>The post before is committed, and a sequencer is there.</summary>
    public bool CanPost => _post.IsEmpty && IsAttached;

    /// <summary>A post is not committed yet.</summary>
    public bool HasPostInFlight => !_post.IsEmpty;

    /// <summary>Committed entries wait to be delivered.</summary>
    private bool HasUndelivered => _delivered < Math.Min(rules.MayShow(Committed, _log.End), _log.End);

    /// <summary>A member of the node is congested; reported to the sequencer.</summary>
    public bool IsCongested
    {
        get => _isCongested;
        set
        {
            _isAckDue |= value != _isCongested;
            _isCongested = value;
        }
    }

    /// <returns>False if the sequencer has been replaced: its message has no effect.</returns>
    public bool TryReceive(IFromSequencer message)
    {
        if (!rules.MayFollow(message.Epoch, _followed))
        {
            Send(message.Epoch, new Refused(Id, _followed));
            return false;
        }

        if (message.Epoch != _followed)
            Follow(message.Epoch);
        switch (message)
        {
            case Hello: Send(_followed, new Attach(Id, _followed, Room, LastEpoch, End, Committed, Nodes, _isMember)); break;
            case Fetch fetch: OnFetch(fetch.After); break;
            case Install install: OnInstall(install.Checkpoint); break;
            case Removed removed when removed.Relay == Id: Restart(); break;
            case Ordered ordered: OnOrdered(ordered); break;
            case Commit commit: OnCommit(commit); break;
        }

        SendAck();
        return true;
    }

    /// <summary>Asks for a name of a newcomer; only while attached.</summary>
    /// <param name="number">Distinguishes the requests of the relay.</param>
    public void ReserveName(long number, string name) => Send(_followed, new ReserveName(Id, _followed, number, name));

    public void AnswerName(AskName question, bool isHeld) =>
        Send(_followed, new NameAnswer(Id, _followed, question.Name, question.Question, isHeld));

    /// <param name="lines">Whole lines in their wire format; only while <see cref="CanPost"/>.</param>
    public void Post(ArraySegment<byte> lines) => Send(_followed, _post.Begin(Id, _followed, lines));

    /// <summary>Call it some times a second.</summary>
    public void Tick()
    {
        if (IsAttached && _post.IsOverdue)
            Send(_followed, _post.Repeat(_followed));
        SendAck();
    }

    /// <summary>The next lines for the members, each once and in order.</summary>
    public bool TryDeliver(out ArraySegment<byte> lines)
    {
        lines = [];
        while (lines.Count == 0 && HasUndelivered)
            lines = _log[++_delivered].Lines;
        return lines.Count > 0;
    }

    /// <summary>Committed lines that have not been delivered, with their positions, in order.</summary>
    public IEnumerable<(long Position, ArraySegment<byte> Lines)> Undelivered()
    {
        for (var position = _delivered + 1; position <= Committed; position++)
        {
            if (_log[position].Lines is { Count: > 0 } lines)
                yield return (position, lines);
        }
    }

    /// <summary>Records that all delivered entries are in the send queues of all members.</summary>
    public void MarkTaken()
    {
        _isAckDue |= _taken != _delivered;
        _taken = _delivered;
        _log.Trim(Math.Min(Status.Stable, Math.Min(_taken, _compared)));
    }

    /// <summary>True once after the post in flight was committed.</summary>
    /// <param name="position">Where it is in the stream.</param>
    public bool TryTakeCommittedPost(out long position) => _post.TryTakeCommitted(out position);

    /// <summary>True once after the relay lost its place in the stream: its members cannot be served without a gap.</summary>
    public bool TakeExpulsion()
    {
        var wasExpelled = _isExpelled;
        _isExpelled = false;
        return wasExpelled;
    }

    public void SendAck()
    {
        if (!_isAckDue)
            return;

        var received = rules.Received(_compared, _log.End);
        Send(_followed, new Ack(Id, _followed, received, _taken, IsCongested, _hasGap));
        (_isAckDue, _hasGap) = (false, false);
    }

    private void Follow(Epoch epoch)
    {
        _followed = epoch;
        IsAttached = false;
        _compared = _log.Base.Position;
        _isAckDue = false;
    }

    private void OnFetch(long after)
    {
        if (after < _log.Base.Position)
        {
            Send(_followed, new Fetched(Id, _followed, _log.Base, _log.Base.Position + 1, []));
            return;
        }

        List<Entry> entries = [];
        var first = after + 1;
        for (var position = first; position <= _log.End && _log.OffsetAt(position - 1) - _log.OffsetAt(after) < FetchBytes; position++)
            entries.Add(_log[position]);
        Send(_followed, new Fetched(Id, _followed, null, first, entries));
    }

    private void OnInstall(Checkpoint checkpoint)
    {
        _isAckDue = true;
        // A repetition, or one that was overtaken.
        if (checkpoint.Position <= _compared)
            return;

        // Its log is right up to there, and the rest may be needed.
        if (_log.EpochAt(checkpoint.Position) == checkpoint.Epoch)
        {
            _compared = checkpoint.Position;
            return;
        }

        _log.Install(checkpoint);
        _compared = _delivered = _taken = Committed = checkpoint.Position;
        Expel();
        OnNodes();
        _isAckDue = true;
    }

    private void OnOrdered(Ordered ordered)
    {
        _isAckDue = true;
        var (position, entry) = (ordered.Position, ordered.Entry);
        if (position > _log.Base.Position && !TryPlace(position, ordered.Previous, entry))
            return;

        _compared = Math.Max(_compared, position);
        var wasAttached = IsAttached;
        OnNodes();
        OnStatus(ordered.Status);
        if (!wasAttached && IsAttached && !_post.IsEmpty)
            Send(_followed, _post.Repeat(_followed));
    }

    /// <returns>False if the entry has no place behind those of the relay.</returns>
    private bool TryPlace(long position, Epoch previous, Entry entry)
    {
        if (position > _log.End + 1 || !rules.MayAppend(_log.EpochAt(position - 1), previous))
        {
            (_isAckDue, _hasGap) = (true, true);
            return false;
        }

        if (position <= _log.End && !rules.IsSameEntry(_log[position].Epoch, entry.Epoch))
        {
            // With commit by one node only: what was shown or accepted is not what the others have.
            if (position <= Committed)
                Expel();
            Truncate(position - 1);
        }

        if (position > _log.End)
            _log.Append(entry);
        return true;
    }

    private void OnCommit(Commit commit)
    {
        _isAckDue = true;
        OnStatus(commit.Status);
    }

    private void OnStatus(StreamStatus status)
    {
        Status = status;
        var committed = Math.Min(status.Committed, _compared);
        while (Committed < committed)
            _post.OnCommitted(_log[++Committed].Mark, Committed);
    }

    private void OnNodes()
    {
        var isMember = _log.State.Nodes.Contains(Id);
        _isMember |= isMember;
        IsAttached = isMember && _log.LastEpoch == _followed;
    }

    private void Truncate(long position)
    {
        _log.Truncate(position);
        Committed = Math.Min(Committed, position);
        _delivered = Math.Min(_delivered, position);
        _taken = Math.Min(_taken, position);
        _compared = Math.Min(_compared, position);
    }

    /// <summary>Begins as another relay.</summary>
    private void Restart()
    {
        Id = newIdentity();
        _log = new StreamLog();
        _post = new PostInFlight(rules, clock);
        _compared = _delivered = _taken = Committed = 0;
        _isMember = IsAttached = _isAckDue = _hasGap = false;
        Expel();
    }

    private void Expel()
    {
        _post.Abandon();
        _isExpelled = true;
    }

    private void Send(Epoch epoch, IFromRelay message) => Outbox.Add((epoch.Sequencer, message));
}
