using Akka.Actor;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Connections;

/// <summary>The listeners of all doors that are on, each of which understands <see cref="ListenerMessages"/>.</summary>
internal sealed record Listeners(IReadOnlyDictionary<Door, IActorRef> ByDoor)
{
    public IEnumerable<IActorRef> All => ByDoor.Values;
}
