using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>A node with its relay, a member that sees everything, and perhaps a sequencer.</summary>
internal sealed class SimulatedNode(string address, SimulatedCluster cluster)
{
    private readonly Queue<Action> _arrivedWhileFrozen = new();
    private string? _line;
    private MemberView? _view;

    public string Address { get; } = address;

    public Relay? Relay { get; private set; }

    public Sequencer? Sequencer { get; private set; }

    public bool IsAlive => Relay is not null;

    public bool IsFrozen { get; private set; }

    /// <summary>Counts the starts: what was sent to an earlier process does not arrive.</summary>
    public int Incarnation { get; private set; }

    public void Start()
    {
        Incarnation++;
        Relay = cluster.NewRelay();
    }

    public void Crash()
    {
        (Relay, Sequencer, _line, _view, IsFrozen) = (null, null, null, null, false);
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

    public void Tick() => Run(() =>
    {
        Relay!.Tick();
        SettleRelay();
        Sequencer?.Tick();
        SettleSequencer();
    });

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

    public void TryPost() => Run(() =>
    {
        if (!Relay!.CanPost || _line is not null)
            return;

        _line = cluster.NewLine(Address);
        Relay.Post(System.Text.Encoding.UTF8.GetBytes(_line));
        SettleRelay();
    });

    public void SettleSequencer()
    {
        if (Sequencer is null)
            return;
        foreach (var (to, message) in Sequencer.Outbox)
            cluster.SendToRelay(Address, to, message);
        Sequencer.Outbox.Clear();
    }

    private void SettleRelay()
    {
        var relay = Relay!;
        if (relay.TakeExpulsion())
            (_view, _line) = (null, null);
        if (relay.IsAttached)
            _view ??= cluster.Observations.NewView();
        if (relay.TryTakeCommittedPost(out _))
        {
            cluster.Observations.OnAccepted(_line!);
            _view?.Expect(_line!);
            _line = null;
        }

        while (relay.TryDeliver(out var lines))
            cluster.Observations.OnDelivered(_view, relay.Delivered, System.Text.Encoding.UTF8.GetString(lines));
        relay.MarkTaken();
        relay.SendAck();
        foreach (var (sequencer, message) in relay.Outbox)
            cluster.SendToSequencer(Address, sequencer, message);
        relay.Outbox.Clear();
    }
}
