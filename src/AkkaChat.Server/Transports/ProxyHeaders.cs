using System.Net;
using System.Net.Sockets;
using Akka.Event;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Transports;

/// <summary>
/// Which connections begin with a PROXY header, and how many may wait for theirs at the same time, on all doors together: until
/// it is there no other limit counts them. Thread-safe.
/// </summary>
/// <param name="trusted">The proxies that are trusted now.</param>
internal sealed class ProxyHeaders(Func<TrustedProxies> trusted, EventStream events)
{
    public const int MaxWaiting = 256;

    private int _waiting;

    /// <param name="remote">Of a connection: an address and port, or the end of a Unix socket.</param>
    public bool AreExpectedFrom(EndPoint? remote) => trusted().Contains(remote);

    /// <summary>To be called before a connection waits; if it may, <see cref="EndWait"/> must follow.</summary>
    public bool TryBeginWait()
    {
        if (Interlocked.Increment(ref _waiting) <= MaxWaiting)
            return true;

        EndWait();
        return false;
    }

    public void EndWait() => Interlocked.Decrement(ref _waiting);

    /// <summary>The client of a connection whose header is complete.</summary>
    /// <param name="proxy">The proxy, as if it were the client.</param>
    /// <param name="source">As <see cref="ProxyHeader.Read"/> gives it. If it is null, the client counts for no address.</param>
    public static Client ClientOf(Client proxy, IPEndPoint? source) =>
        source is null ? proxy with { Address = null } : Client.Of(proxy.Door, source);

    /// <summary>Publishes that a connection ends for want of a header.</summary>
    public void PublishMissing(Client proxy) =>
        events.Publish(ChatEvents.ConnectionEnded.NotAdmitted(proxy, CloseReason.ProxyHeader));

    /// <summary>
    /// Reads the header from a socket, and nothing of what follows it. Waits until it is complete; to give up, close the socket.
    /// </summary>
    /// <param name="proxy">The proxy, as if it were the client.</param>
    /// <exception cref="Exception">There is no valid header, which has been published.</exception>
    public async ValueTask<Client> ReadAsync(Socket socket, Client proxy)
    {
        try
        {
            return ClientOf(proxy, await ReadAsync(socket));
        }
        catch
        {
            PublishMissing(proxy);
            throw;
        }
    }

    private async ValueTask<IPEndPoint?> ReadAsync(Socket socket)
    {
        if (!TryBeginWait())
            throw new InvalidDataException("too many connections wait for their PROXY header");

        try
        {
            var buffer = new byte[ProxyHeader.MaxLength];
            var count = 0;
            while (true)
            {
                var result = ProxyHeader.Read(buffer.AsSpan(0, count), out var length, out var source);
                if (result == ProxyHeaderResult.Complete)
                    return source;
                if (result == ProxyHeaderResult.Invalid)
                    throw new InvalidDataException("the connection does not begin with a PROXY header");

                var received = await socket.ReceiveAsync(buffer.AsMemory(count..length));
                if (received == 0)
                    throw new EndOfStreamException();
                count += received;
            }
        }
        finally
        {
            EndWait();
        }
    }
}
