using System.Buffers.Binary;
using System.ComponentModel;
using System.Net;
using System.Runtime.InteropServices;

namespace AkkaChat.Bench.Native;

/// <summary>A TCP socket of IPv4 that never blocks, one system call for each method.</summary>
internal readonly unsafe struct RawSocket
{
    /// <summary>What <see cref="Receive"/> and <see cref="Send"/> return when there is nothing to do now.</summary>
    public const int NotNow = -1;

    private const int AddressLength = 16;
    private const int ControlLength = 64;

    /// <summary>struct cmsghdr: length, level, type.</summary>
    private const int ControlHeader = 16;

    private RawSocket(int descriptor) => Descriptor = descriptor;

    public int Descriptor { get; }

    public static RawSocket Open()
    {
        const int Type = Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC;
        var socket = new RawSocket(Checked(Libc.Socket(Libc.AF_INET, Type, Libc.IPPROTO_TCP)));
        socket.Set(Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
        return socket;
    }

    /// <summary>The kernel is to keep few bytes for a client that does not read.</summary>
    public void LimitReceiveBuffer(int bytes) => Set(Libc.SOL_SOCKET, Libc.SO_RCVBUF, bytes);

    /// <summary>See <see cref="ReceiveStamped"/>.</summary>
    public void StampReceived() => Set(Libc.SOL_SOCKET, Libc.SO_TIMESTAMPNS, 1);

    /// <summary>Takes an address of this machine; the port is chosen when it connects.</summary>
    public void Bind(IPAddress address)
    {
        Set(Libc.IPPROTO_IP, Libc.IP_BIND_ADDRESS_NO_PORT, 1);
        var bytes = stackalloc byte[AddressLength];
        Write(new IPEndPoint(address, 0), new Span<byte>(bytes, AddressLength));
        Checked(Libc.Bind(Descriptor, bytes, AddressLength));
    }

    /// <summary>Begins to connect; it is done when the socket can be written, see <see cref="Error"/>.</summary>
    public void Connect(IPEndPoint endpoint)
    {
        var bytes = stackalloc byte[AddressLength];
        Write(endpoint, new Span<byte>(bytes, AddressLength));
        if (Libc.Connect(Descriptor, bytes, AddressLength) < 0 && Marshal.GetLastPInvokeError() != Libc.EINPROGRESS)
            throw new Win32Exception();
    }

    /// <returns>Why it could not connect; null if it could.</returns>
    public Win32Exception? Error()
    {
        int value;
        uint length = sizeof(int);
        Checked(Libc.GetSocketOption(Descriptor, Libc.SOL_SOCKET, Libc.SO_ERROR, &value, &length));
        return value == 0 ? null : new Win32Exception(value);
    }

    /// <returns>0 at the end of the stream, a reset included.</returns>
    public int Receive(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
            return Received(Libc.Receive(Descriptor, bytes, (nuint)buffer.Length, Libc.MSG_DONTWAIT));
    }

    /// <summary>Tells also when the kernel has received what comes.</summary>
    /// <param name="time">Nanoseconds of the clock of the day; 0 if the kernel does not say.</param>
    /// <returns>0 at the end of the stream, a reset included.</returns>
    public int ReceiveStamped(Span<byte> buffer, out long time)
    {
        time = 0;
        var control = stackalloc byte[ControlLength];
        fixed (byte* bytes = buffer)
        {
            var vector = new Libc.Vector { Base = bytes, Length = (nuint)buffer.Length };
            var message = new Libc.MessageHeader
            {
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = ControlLength,
            };
            var count = Received(Libc.ReceiveMessage(Descriptor, &message, Libc.MSG_DONTWAIT));
            if (message.ControlLength >= ControlHeader + (nuint)sizeof(Libc.Time)
                && *(int*)(control + sizeof(nuint)) == Libc.SOL_SOCKET
                && *(int*)(control + sizeof(nuint) + sizeof(int)) == Libc.SO_TIMESTAMPNS)
                time = ((Libc.Time*)(control + ControlHeader))->TotalNanoseconds;
            return count;
        }
    }

    /// <returns>How much the kernel has taken; 0 if the connection is gone.</returns>
    public int Send(ReadOnlySpan<byte> buffer)
    {
        const int Flags = Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL;
        fixed (byte* bytes = buffer)
            return Received(Libc.Send(Descriptor, bytes, (nuint)buffer.Length, Flags));
    }

    public void Close() => _ = Libc.Close(Descriptor);

    private static int Received(nint count)
    {
        if (count >= 0)
            return (int)count;
        return Marshal.GetLastPInvokeError() is Libc.EAGAIN or Libc.EINTR ? NotNow : 0;
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception();

    /// <summary>struct sockaddr_in.</summary>
    private static void Write(IPEndPoint endpoint, Span<byte> bytes)
    {
        bytes.Clear();
        MemoryMarshal.Write(bytes, (ushort)Libc.AF_INET);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)endpoint.Port);
        endpoint.Address.TryWriteBytes(bytes[4..], out _);
    }

    private void Set(int level, int name, int value) =>
        Checked(Libc.SetSocketOption(Descriptor, level, name, &value, sizeof(int)));
}
