using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>A node with its relay, a member that sees everything, and perhaps a sequencer.</summary>
/// <param name="number">From 1.</param>
internal sealed class SimulatedNode(int number, SimulatedCluster cluster)
{
    private readonly Queue<Action> _arrivedWhileFrozen = new();
    private string? _line;
    private MemberView? _view;

    public int Number { get; } = number;

    public string Address { get; } = AddressOf(number);

    public Relay? Relay { get; private set; }

    public Sequencer? Sequencer { get; private set; }

    /// <summary>Of its relay, since the last start.</summary>
    public List<long> Identities { get; } = [];

    public bool IsAlive => Relay is not null;

    public bool IsFrozen { get; private set; }

    /// <summary>Its member takes nothing.</summary>
    public bool IsCongested { get; set; }

    /// <summary>Counts the starts: what was sent to an earlier process does not arrive.</summary>
    public int Incarnation { get; private set; }

    /// <summary>Lines that its member has said since it was set.</summary>
    public int Posted { get; set; }

    public static string AddressOf(int number) => $"n{number}";

    public void Start()
    {
        Incarnation++;
        Identities.Clear();
        Relay = cluster.NewRelay(this);
    }

    public long Identify(long identity)
    {
        Identities.Add(identity);
        return identity;
    }

    public void Crash()
    {
        CloseView();
        (Relay, Sequencer, IsFrozen, IsCongested) = (null, null, false, false);
        _arrivedWhileFrozen.Clear();
    }

    public void Freeze() => IsFrozen = true;

    public void Thaw()
    {
        IsFrozen = false;
        while (!IsFrozen && _arrivedWhileFrozen.TryDequeue(out var action))
            action();
    }

    public void StartSequencer(Sequencer sequencer) => Sequencer = sequencer;

    public void StopSequencer() => Sequencer = null;

    /// <summary>Runs on the node: later if it is frozen, never if it has crashed.</summary>
    public void Run(Action action)
    {
        if (IsFrozen)
            _arrivedWhileFrozen.Enqueue(action);
        else if (IsAlive)
            action();
    }

    public void Tick()
    {
        if (!IsAlive || IsFrozen)
            return;

        Relay!.Tick();
        SettleRelay();
        Sequencer?.Tick();
        SettleSequencer();
    }

    public void Receive(ClusterMessages.IFromSequencer message) => Run(() =>
    {
        Relay!.TryReceive(message);
        SettleRelay();
    });

    public void Receive(string from, ClusterMessages.IFromRelay message, long sequencer) => Run(() =>
    {
        if (Sequencer?.Epoch.Sequencer != sequencer)
            return;
        Sequencer.Receive(from, message);
        SettleSequencer();
    });

    public void TryPost()
    {
        if (IsFrozen || !IsAlive || !Relay!.CanPost || _line is not null)
            return;

        Posted++;
        _line = cluster.NewLine(Address);
        Relay.Post(System.Text.Encoding.UTF8.GetBytes(_line));
        SettleRelay();
    }

    public void SettleSequencer()
    {
        if (Sequencer is null)
            return;
        foreach (var (to, message) in Sequencer.Outbox)
            cluster.SendToRelay(this, to, message);
        Sequencer.Outbox.Clear();
    }

    private void SettleRelay()
    {
        var relay = Relay!;
        if (relay.TakeExpulsion())
            CloseView();
        if (relay.IsAttached)
            _view ??= cluster.Observations.NewView();
        if (relay.TryTakeCommittedPost(out _))
        {
            _view?.Accepted.Add(_line!);
            _line = null;
        }

        while (!IsCongested && relay.TryDeliver(out var lines))
        {
            if (_view is not null)
                cluster.Observations.OnDelivered(_view, relay.Delivered, System.Text.Encoding.UTF8.GetString(lines));
        }

        if (!IsCongested)
            relay.MarkTaken();
        relay.IsCongested = IsCongested;
        relay.SendAck();
        foreach (var (sequencer, message) in relay.Outbox)
            cluster.SendToSequencer(this, sequencer, message);
        relay.Outbox.Clear();
    }

    private void CloseView()
    {
        _view?.IsOpen = false;
        (_view, _line) = (null, null);
    }
}
