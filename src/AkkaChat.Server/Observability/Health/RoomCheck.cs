using Akka.Actor;
using Akka.Hosting;

namespace AkkaChat.Server.Observability.Health;

/// <summary>Healthy while the room processes its mailbox.</summary>
internal sealed class RoomCheck(IReadOnlyActorRegistry actors)
    : RoomQuestion<ActorIdentity>(actors, new Identify(nameof(RoomCheck)))
{
    /// <summary>For an actor that has stopped the answer has no subject.</summary>
    protected override string? ProblemIn(ActorIdentity answer) => answer.Subject is null ? "the room is gone" : null;
}
