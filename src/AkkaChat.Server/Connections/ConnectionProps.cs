using System.Net;
using Akka.Actor;

namespace AkkaChat.Server.Connections;

/// <summary>Creates the props of the ConnectionActor for an accepted connection.</summary>
/// <param name="socket">Akka.IO's actor of the connection.</param>
/// <param name="rejection">Why the client is rejected, or null if it is admitted.</param>
internal delegate Props ConnectionProps(IActorRef socket, EndPoint remote, Rejection? rejection);
