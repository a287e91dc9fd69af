using Akka.Actor;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Connections;

/// <summary>Creates the props of the ConnectionActor for an accepted connection.</summary>
/// <param name="socket">The actor of the connection: Akka.IO's, or a TransportActor.</param>
/// <param name="rejection">Why the client is rejected, or null if it is admitted.</param>
internal delegate Props ConnectionProps(IActorRef socket, Client client, Rejection? rejection);
