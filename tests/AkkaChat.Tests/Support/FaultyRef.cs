using System.Collections.Concurrent;
using Akka.Actor;

namespace AkkaChat.Tests.Support;

/// <summary>
/// Fault injection: the first message that is sent to it throws, which fails the actor that sends it. Keeps the later
/// ones.
/// </summary>
internal sealed class FaultyRef(ActorSystem system) : MinimalActorRef
{
    private readonly ConcurrentQueue<object> _received = [];
    private int _hasThrown;

    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "faulty";

    public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

    /// <summary>In order, without the one that threw.</summary>
    public IReadOnlyCollection<object> Received => _received;

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (Interlocked.Exchange(ref _hasThrown, 1) == 0)
            throw new InjectedFaultException();
        _received.Enqueue(message);
    }
}
