using Akka.IO;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Transports;

/// <summary>
/// The byte stream of one connection. It is owned by one TransportActor, which has at most one read and one write in progress. An
/// operation that fails throws; the connection is then of no more use.
/// </summary>
internal interface ITransport : IDisposable
{
    /// <summary>Makes the stream ready for reading and writing. Completes at once if there is nothing to agree upon.</summary>
    ValueTask HandshakeAsync();

    /// <summary>Waits for bytes.</summary>
    /// <returns>At most 16 KiB; empty if the client has ended its side.</returns>
    ValueTask<ByteString> ReadAsync();

    /// <summary>Completes when the kernel has taken all bytes.</summary>
    ValueTask WriteAsync(ByteString bytes);

    /// <summary>Ends our side: FIN, behind whatever the protocol says before it. Reading goes on.</summary>
    /// <param name="reason">For the client, if the protocol has a place for it.</param>
    ValueTask ShutdownAsync(CloseReason reason);

    /// <summary>Resets the connection (RST). Other operations in progress fail.</summary>
    void Abort();
}
