using System.Net;
using System.Net.Sockets;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Load;

/// <summary>
/// A plain connection that never waits, since one thread serves all members. A socket that was never used asynchronously
/// does not wake the thread of .NET that waits for all the others.
/// </summary>
internal class MemberConnection(AddressFamily family) : IMemberConnection
{
    public Socket Socket { get; } = BenchSocket.Create(family);

    public virtual void Connect(EndPoint server)
    {
        Socket.Connect(server);
        Socket.Blocking = false;
    }

    public virtual int Send(ReadOnlySpan<byte> bytes) => Count(Socket.Send(bytes, SocketFlags.None, out var error), error);

    public virtual int Receive(Span<byte> buffer)
    {
        var count = Socket.Receive(buffer, SocketFlags.None, out var error);
        return count == 0 && error == SocketError.Success
            ? throw new IOException("end of stream")
            : Count(count, error);
    }

    public virtual void Dispose() => Socket.Dispose();

    private static int Count(int count, SocketError error) => error switch
    {
        SocketError.Success => count,
        SocketError.WouldBlock => 0,
        _ => throw new IOException($"{error}"),
    };
}
