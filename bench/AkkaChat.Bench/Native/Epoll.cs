using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AkkaChat.Bench.Native;

/// <summary>Tells which of many sockets are ready. Each is known by a number of the caller's.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    /// <summary>Most events of one wait.</summary>
    public const int MostEvents = 512;

    /// <summary>struct epoll_event is packed on x64 only; counted in ints.</summary>
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 3 : 4;

    private readonly int[] _events = GC.AllocateArray<int>(MostEvents * Stride, pinned: true);
    private readonly int _descriptor = Checked(Libc.EpollCreate(Libc.EPOLL_CLOEXEC));

    public void Add(RawSocket socket, int number, bool isOutWanted) =>
        Control(Libc.EPOLL_CTL_ADD, socket, number, isOutWanted);

    public void Change(RawSocket socket, int number, bool isOutWanted) =>
        Control(Libc.EPOLL_CTL_MOD, socket, number, isOutWanted);

    public void Remove(RawSocket socket) => Control(Libc.EPOLL_CTL_DEL, socket, 0, false);

    /// <returns>How many are ready; <see cref="Event"/> tells which.</returns>
    public int Wait(long nanoseconds)
    {
        var timeout = new Libc.Time
        {
            Seconds = nanoseconds / 1_000_000_000,
            Nanoseconds = nanoseconds % 1_000_000_000,
        };
        fixed (int* events = _events)
        {
            var count = Libc.EpollWait(_descriptor, events, MostEvents, &timeout, null);
            return count < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR ? 0 : Checked(count);
        }
    }

    /// <summary>An event of the last wait; failures and ends of streams count as readable.</summary>
    public (int Number, bool CanRead, bool CanWrite) Event(int index)
    {
        var what = (uint)_events[index * Stride];
        return (_events[(index * Stride) + Stride - 2], (what & ~Libc.EPOLLOUT) != 0, (what & Libc.EPOLLOUT) != 0);
    }

    public void Dispose() => _ = Libc.Close(_descriptor);

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception();

    private void Control(int operation, RawSocket socket, int number, bool isOutWanted)
    {
        var change = stackalloc int[4];
        change[0] = (int)(Libc.EPOLLIN | (isOutWanted ? Libc.EPOLLOUT : 0));
        change[Stride - 2] = number;
        change[Stride - 1] = 0;
        Checked(Libc.EpollControl(_descriptor, operation, socket.Descriptor, change));
    }
}
