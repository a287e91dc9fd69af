using Akka.Actor;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>Where the messages of a relay go, and since when no sequencer has served it.</summary>
/// <param name="start">Monotonic time.</param>
internal sealed class SequencerContact(TimeSpan start)
{
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(30);

    /// <summary>Longer than a takeover with any failure that is documented.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(15);

    /// <summary>The sequencer that the relay follows, and the one that the last message came from.</summary>
    private IActorRef _followed = ActorRefs.Nobody;
    private IActorRef _last = ActorRefs.Nobody;
    private bool _wasAttached;

    /// <summary>When the relay was last attached; until it has been, when it started.</summary>
    private TimeSpan _served = start;

    public void OnMessage(IFromSequencer message, IActorRef sender, Relay relay, TimeSpan now)
    {
        _last = sender;
        if (message.Epoch != relay.Followed)
            return;

        _followed = sender;
        if (relay.IsAttached)
            (_wasAttached, _served) = (true, now);
    }

    public void Send(Relay relay, IActorRef self)
    {
        foreach (var (sequencer, message) in relay.Outbox)
            (sequencer == relay.Followed.Sequencer ? _followed : _last).Tell(message, self);
        relay.Outbox.Clear();
    }

    public ContactState State(TimeSpan now) =>
        !_wasAttached ? ContactState.Waiting : IsLost(now) ? ContactState.Lost : ContactState.Attached;

    /// <summary>The members cannot be served any longer.</summary>
    public bool IsLost(TimeSpan now) => _wasAttached && now - _served > LostAfter;

    /// <summary>The process has to end.</summary>
    public bool IsGivenUp(TimeSpan now) => now - _served > GivenUpAfter;
}
