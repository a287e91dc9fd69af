namespace AkkaChat.Server.Transports;

/// <summary>
/// A client has connected through a door without Akka.IO: corresponds to Tcp.Connected. The sender speaks the Tcp messages of
/// Akka.IO, and awaits Tcp.Register, Tcp.Close or Tcp.Abort.
/// </summary>
internal sealed record ConnectionAccepted(Client Client);
