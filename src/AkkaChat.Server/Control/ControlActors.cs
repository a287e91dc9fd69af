using Akka.Actor;

namespace AkkaChat.Server.Control;

/// <summary>The actors that carry out the commands of an operator.</summary>
/// <param name="Connections">The ConnectionManagerActor.</param>
/// <param name="Room">The RoomActor.</param>
/// <param name="Reload">
/// Reads the configuration again. Throws a <see cref="Configuration.ConfigurationException"/> if it is not valid.
/// </param>
internal sealed record ControlActors(IActorRef Connections, IActorRef Room, Func<Task<ControlAnswers.Reloaded>> Reload);
