using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using AkkaChat.Server.Observability.Events;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>The sequencer of the room: there is one in the cluster, as Akka's singleton.</summary>
internal sealed class SequencerActor(SequencerSettings settings) : UntypedActor, IWithTimers
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly Sequencer _sequencer = new(
        Random.Shared.NextInt64(1, long.MaxValue), settings, ProtocolRules.All, static () => Context.System.Scheduler.MonotonicClock);
    private readonly Dictionary<string, IActorRef> _relays = [];
    private readonly Dictionary<UniqueAddress, Member> _members = [];

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));
        Context.System.EventStream.Publish(new ChatEvents.SequencerStarted());
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, Sequencer.TickInterval);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IFromRelay of: OnRelay(of); break;
            case Tick: _sequencer.Tick(); break;
            case ClusterEvent.MemberRemoved removed: OnRemoved(removed.Member); break;
            case ClusterEvent.IMemberEvent changed: _members[changed.Member.UniqueAddress] = changed.Member; UpdateView(); break;
            default: Unhandled(message); break;
        }

        Send();
    }

    private void OnRelay(IFromRelay message)
    {
        var path = Sender.Path.Address;
        var address = (path.HasGlobalScope ? path : _cluster.SelfAddress).ToString();
        _relays[address] = Sender;
        _sequencer.Receive(address, message);
    }

    private void OnRemoved(Member node)
    {
        _members.Remove(node.UniqueAddress);
        _relays.Remove($"{node.Address}");
        UpdateView();
    }

    private void UpdateView() => _sequencer.SetView(
        new ClusterView(Addresses(MemberStatus.Up, MemberStatus.Up), Addresses(MemberStatus.Leaving, MemberStatus.Exiting)));

    private ImmutableSortedSet<string> Addresses(MemberStatus one, MemberStatus other) =>
        [.. _members.Values
            .Where(member => (member.Status == one || member.Status == other) && NodeVersion.IsCompatible(member))
            .Select(member => member.Address.ToString())];

    private void Send()
    {
        foreach (var (address, message) in _sequencer.Outbox)
        {
            // A relay that has restarted has another reference.
            if (message is Hello || !_relays.TryGetValue(address, out var relay))
                Context.ActorSelection($"{address}/user/room").Tell(message);
            else
                relay.Tell(message);
        }

        _sequencer.Outbox.Clear();
    }

    private sealed class Tick { public static readonly Tick Instance = new(); }
}
