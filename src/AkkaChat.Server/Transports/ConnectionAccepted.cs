namespace AkkaChat.Server.Transports;

/// <summary>
/// What Tcp.Connected of Akka.IO is for the other doors: a client has connected, and the sender, which speaks the Tcp messages
/// of Akka.IO, awaits Tcp.Register, Tcp.Close or Tcp.Abort.
/// </summary>
internal sealed record ConnectionAccepted(Client Client);
