using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AkkaChat.Bench.Native;

/// <summary>
/// How many connections wait for a server to accept them, as the kernel tells it to anybody. Whoever connects faster
/// than a server accepts measures how long the kernel waits before it tries again.
/// </summary>
internal sealed unsafe class AcceptQueue(int port) : IDisposable
{
    private const int NLMSG_ERROR = 2;
    private const int NLMSG_DONE = 3;
    private const ushort SOCK_DIAG_BY_FAMILY = 20;
    private const ushort NLM_F_REQUEST_DUMP = 0x301;
    private const int TCP_LISTEN = 10;

    /// <summary>struct nlmsghdr and struct inet_diag_req_v2.</summary>
    private const int HeaderLength = 16;
    private const int RequestLength = HeaderLength + 56;

    /// <summary>In struct inet_diag_msg.</summary>
    private const int PortOffset = HeaderLength + 4;
    private const int LengthOffset = HeaderLength + 56;
    private const int LimitOffset = HeaderLength + 60;

    private readonly int _socket =
        Libc.Socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, Libc.NETLINK_SOCK_DIAG);

    private readonly byte[] _answer = new byte[16 * 1024];

    /// <returns>Null if nobody listens there, or the kernel does not tell.</returns>
    public (int Length, int Limit)? Read()
    {
        if (_socket < 0)
            return null;
        return Read(Libc.AF_INET) ?? Read(Libc.AF_INET6);
    }

    public void Dispose()
    {
        if (_socket >= 0)
            _ = Libc.Close(_socket);
    }

    private (int Length, int Limit)? Read(byte family)
    {
        Ask(family);
        (int, int)? found = null;
        while (true)
        {
            nint count;
            fixed (byte* answer = _answer)
                count = Libc.Receive(_socket, answer, (nuint)_answer.Length, 0);
            if (count <= 0)
                throw new Win32Exception();

            for (var rest = _answer.AsSpan(0, (int)count); rest.Length >= HeaderLength;)
            {
                var length = Number(rest, 0);
                if (MemoryMarshal.Read<ushort>(rest[4..]) is NLMSG_DONE or NLMSG_ERROR)
                    return found;
                if (BinaryPrimitives.ReadUInt16BigEndian(rest[PortOffset..]) == port)
                    found = (Number(rest, LengthOffset), Number(rest, LimitOffset));
                rest = rest[Math.Clamp((length + 3) & ~3, HeaderLength, rest.Length)..];
            }
        }
    }

    private static int Number(ReadOnlySpan<byte> message, int offset) => MemoryMarshal.Read<int>(message[offset..]);

    private void Ask(byte family)
    {
        Span<byte> request = stackalloc byte[RequestLength];
        request.Clear();
        MemoryMarshal.Write(request, RequestLength);
        MemoryMarshal.Write(request[4..], SOCK_DIAG_BY_FAMILY);
        MemoryMarshal.Write(request[6..], NLM_F_REQUEST_DUMP);
        request[HeaderLength] = family;
        request[HeaderLength + 1] = Libc.IPPROTO_TCP;
        MemoryMarshal.Write(request[(HeaderLength + 4)..], 1 << TCP_LISTEN);
        fixed (byte* bytes = request)
        {
            if (Libc.Send(_socket, bytes, RequestLength, 0) < 0)
                throw new Win32Exception();
        }
    }
}
