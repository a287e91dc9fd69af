using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>
/// The decisions of the sequencer: it takes over the best log of a majority, gives posts their places, and finds out what is
/// committed. It knows no actors: its owner passes messages and time in, and sends what is in <see cref="Outbox"/>.
/// <para>States: taking over → fetching → active; a later epoch of another sequencer leads back to the first.</para>
/// </summary>
/// <param name="identity">A random number other than 0.</param>
/// <param name="clock">Monotonic.</param>
internal sealed class Sequencer(long identity, SequencerSettings settings, ProtocolRules rules, Func<TimeSpan> clock)
{
    /// <summary>How often <see cref="Tick"/> is to be called.</summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>A sequencer that was replaced while it was active is probably about to be stopped; it tries again after this time.</summary>
    private static readonly TimeSpan ReplacedPause = TimeSpan.FromSeconds(3);

    /// <summary>A log that does not arrive is not waited for.</summary>
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(1);

    private Epoch _epoch = new(1, identity);
    private ClusterView _view = ClusterView.Empty;
    private Takeover _takeover = new(rules, clock());
    private TimeSpan _pausedUntil;

    /// <summary>The relay whose log is being fetched; null if none is.</summary>
    private string? _source;
    private TimeSpan _fetched;
    private StreamLog _log = new();
    private ActiveStream? _stream;
    private NameDesk _names = new(default, clock, []);

    /// <summary>Messages to relays, by the address of their node, in the order in which they are to be sent.</summary>
    public List<(string Address, IFromSequencer Message)> Outbox { get; } = [];

    public Epoch Epoch => _epoch;

    public bool IsActive => _stream is not null;

    public long Committed => _stream?.Committed ?? 0;

    /// <summary>To be called whenever the membership of the cluster changes.</summary>
    public void SetView(ClusterView view)
    {
        _view = view;
        _takeover.Keep(view);
        if (_source is not null && !_takeover.HasAttached(_source))
            _source = null;
        _stream?.SetView(view);
        Greet();
        TakeOver();
    }

    public void Tick()
    {
        Greet();
        if (_source is not null && clock() - _fetched > FetchTimeout)
            AbandonSource(_source);
        _stream?.Tick();
        _names.Tick();
        TakeOver();
    }

    /// <param name="address">Of the node that the message comes from.</param>
    public void Receive(string address, IFromRelay message)
    {
        switch (message)
        {
            case Refused refused: OnRefused(refused.Followed); break;
            case Attach attach when attach.Epoch == _epoch: OnAttach(address, attach); break;
            case Fetched fetched when fetched.Epoch == _epoch && address == _source: OnFetched(fetched); break;
            case Ack ack when ack.Epoch == _epoch: _stream?.OnAck(ack); break;
            case Post post when post.Epoch == _epoch: _stream?.OnPost(post); break;
            case ReserveName reserve when MayGiveNames(address, reserve.Epoch): _names.OnReserve(address, reserve, _view.Staying); break;
            case NameAnswer answer when MayGiveNames(address, answer.Epoch): _names.OnAnswer(address, answer, _view.Staying); break;
        }
    }

    /// <summary>Asks relays to attach; while it takes over all of them, since one may have been replaced by another.</summary>
    private void Greet()
    {
        if (clock() < _pausedUntil)
            return;

        foreach (var address in _view.Addresses)
        {
            if (_stream is null || !_stream.IsAttached(address))
                Outbox.Add((address, new Hello(_epoch)));
        }
    }

    private bool MayGiveNames(string address, Epoch epoch) =>
        epoch == _epoch && _stream is { HasMajority: true } && _view.Staying.Contains(address);

    private void OnRefused(Epoch followed)
    {
        if (followed <= _epoch)
            return;

        if (_stream is not null)
            _pausedUntil = clock() + ReplacedPause;
        var isFirst = _epoch.Number == 1;
        _epoch = new Epoch(followed.Number + 1, identity);
        _takeover = new Takeover(rules, clock());
        _source = null;
        _stream = null;
        // A second refusal means that another sequencer takes over as well: it gets the time until the next tick.
        if (isFirst)
            Greet();
    }

    private void OnAttach(string address, Attach attach)
    {
        if (_stream is not null)
        {
            _stream.OnAttach(address, attach);
            return;
        }

        // Another relay than the one whose log is being fetched.
        if (address == _source && attach.Relay != _takeover.Attached[address].Relay)
            _source = null;
        _takeover.Add(address, attach);
        TakeOver();
    }

    private void TakeOver()
    {
        if (_stream is not null || _source is not null)
            return;

        if (_takeover.ChooseNewRoom(_view, settings.Seeds) is { } nodes)
        {
            _log = new StreamLog();
            Activate(Entry.OfNodes(_epoch, nodes), committed: 0);
        }
        else if (_takeover.Choose(_view, clock()) is { } source)
        {
            _source = source;
            _log = new StreamLog();
            Fetch(-1);
        }
    }

    private void Fetch(long after)
    {
        _fetched = clock();
        Outbox.Add((_source!, new Fetch(_epoch, after)));
    }

    private void OnFetched(Fetched fetched)
    {
        var attach = _takeover.Attached[_source!];
        // From a relay that has restarted since, or a repetition.
        if (fetched.Relay != attach.Relay || (fetched.Base is null && fetched.Position != _log.End + 1))
            return;

        // It has not what it attached with: FetchTimeout ends this.
        if (fetched.Base is null && fetched.Entries.Count == 0 && _log.End < attach.Position)
            return;

        if (fetched.Base is { } checkpoint)
            _log.Install(checkpoint);
        foreach (var entry in fetched.Entries)
            _log.Append(entry);
        if (_log.End < attach.Position)
            Fetch(_log.End);
        else
            Activate(Entry.Opening(_epoch), rules.KnownCommitted(_takeover.CommittedIn(attach.Room), _log.End));
    }

    private void AbandonSource(string source)
    {
        _source = null;
        _takeover.Remove(source);
    }

    private void Activate(Entry opening, long committed)
    {
        _source = null;
        _stream = new ActiveStream(_epoch, _log, opening, committed, settings, rules, clock, Outbox);
        _names = new NameDesk(_epoch, clock, Outbox);
        _stream.SetView(_view);
        foreach (var (address, attach) in _takeover.Attached)
            _stream.OnAttach(address, attach);
    }
}
