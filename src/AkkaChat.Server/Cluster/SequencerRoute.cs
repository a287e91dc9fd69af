using Akka.Actor;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>Where the messages of a relay go.</summary>
internal sealed class SequencerRoute
{
    /// <summary>The sequencer that the relay follows, and the one that the last message came from.</summary>
    private IActorRef _followed = ActorRefs.Nobody;
    private IActorRef _last = ActorRefs.Nobody;

    /// <param name="relay">Has handled the message.</param>
    public void OnMessage(IFromSequencer message, IActorRef sender, Relay relay)
    {
        _last = sender;
        if (message.Epoch == relay.Followed)
            _followed = sender;
    }

    public void Send(Relay relay, IActorRef self)
    {
        foreach (var (sequencer, message) in relay.Outbox)
            (sequencer == relay.Followed.Sequencer ? _followed : _last).Tell(message, self);
        relay.Outbox.Clear();
    }
}
