using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Bench.Load;

/// <summary>The connection of a member. Nothing but connecting waits, since one thread serves all members.</summary>
internal interface IMemberConnection : IDisposable
{
    Socket Socket { get; }

    /// <summary>Waits until lines can be sent.</summary>
    void Connect(EndPoint server);

    /// <returns>How many bytes were accepted: by the kernel, or to be sent with the next call.</returns>
    int Send(ReadOnlySpan<byte> bytes);

    /// <returns>How many bytes have arrived; 0 if none.</returns>
    /// <exception cref="IOException">The connection has ended.</exception>
    int Receive(Span<byte> buffer);
}
