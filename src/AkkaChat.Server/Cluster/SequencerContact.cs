using Akka.Actor;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>Where the messages of a relay go, and since when no sequencer was there.</summary>
internal sealed class SequencerContact
{
    /// <summary>Longer than a takeover with any failure that is documented.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(30);

    /// <summary>The sequencer that the relay follows, and the one that the last message came from.</summary>
    private IActorRef _followed = ActorRefs.Nobody;
    private IActorRef _last = ActorRefs.Nobody;
    private bool _wasAttached;

    public void OnMessage(IFromSequencer message, IActorRef sender, Relay relay)
    {
        _last = sender;
        if (message.Epoch == relay.Followed)
            _followed = sender;
        _wasAttached |= relay.IsAttached;
    }

    public void Send(Relay relay, IActorRef self)
    {
        foreach (var (sequencer, message) in relay.Outbox)
            (sequencer == relay.Followed.Sequencer ? _followed : _last).Tell(message, self);
        relay.Outbox.Clear();
    }

    public ContactState State(Relay relay, TimeSpan now) =>
        !_wasAttached ? ContactState.Waiting : IsLost(relay, now) ? ContactState.Lost : ContactState.Attached;

    /// <summary>The members cannot be served any longer.</summary>
    public bool IsLost(Relay relay, TimeSpan now) => _wasAttached && now - relay.LastHeard > LostAfter;

    /// <summary>The process has to end.</summary>
    public bool IsGivenUp(Relay relay, TimeSpan now) => _wasAttached && now - relay.LastHeard > GivenUpAfter;
}
