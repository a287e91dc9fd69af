using Akka.Actor;
using static AkkaChat.Server.Cluster.ClusterMessages;
using static AkkaChat.Server.Cluster.RelayMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>Where the messages of a relay go, since when no sequencer has served it, and who waits until one does.</summary>
/// <param name="start">Monotonic time.</param>
internal sealed class SequencerContact(TimeSpan start)
{
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(30);

    /// <summary>Longer than a takeover with any failure that is documented.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(15);

    /// <summary>The sequencer that the relay follows, and the one that the last message came from.</summary>
    private IActorRef _followed = ActorRefs.Nobody;
    private IActorRef _last = ActorRefs.Nobody;
    private readonly List<IActorRef> _waiting = [];
    private bool _wasAttached;
    private bool _hasRefused;

    /// <summary>When the relay was last attached; until it has been, when it started.</summary>
    private TimeSpan _served = start;

    public void OnMessage(IFromSequencer message, IActorRef sender, Relay relay, TimeSpan now)
    {
        _last = sender;
        if (message.Epoch != relay.Followed)
            return;

        _followed = sender;
        // A Hello asks for an attachment; a sequencer without a majority does so forever.
        if (!relay.IsAttached || message is Hello)
            return;
        (_wasAttached, _served) = (true, now);
        AnswerWaiting(AttachedToRoom.Instance);
    }

    /// <summary>Those who have not been answered.</summary>
    public IReadOnlyList<IActorRef> Waiting => _waiting;

    /// <summary>Answers as soon as the relay is attached.</summary>
    public void Await(IActorRef requester, TimeSpan now)
    {
        _waiting.Add(requester);
        if (State(now) == ContactState.Attached)
            AnswerWaiting(AttachedToRoom.Instance);
    }

    /// <summary>Answers those who wait that the node is in no room.</summary>
    /// <returns>False if there has been none of them.</returns>
    public bool TryRefuseWaiting()
    {
        _hasRefused |= _waiting.Count > 0;
        AnswerWaiting(NotAttached.Instance);
        return _hasRefused;
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

    /// <summary>How long no sequencer has served the relay.</summary>
    public TimeSpan Unserved(TimeSpan now) => now - _served;

    /// <summary>The process has to end.</summary>
    public bool IsGivenUp(TimeSpan now) => now - _served > GivenUpAfter;

    private void AnswerWaiting(object answer)
    {
        foreach (var requester in _waiting)
            requester.Tell(answer);
        _waiting.Clear();
    }
}
