using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AkkaChat.Server.Control;

/// <summary>The process at the other end of a Unix socket, as the kernel recorded it at connect(2).</summary>
internal static class PeerCredentials
{
    /// <summary>SOL_SOCKET and SO_PEERCRED of Linux's socket.h.</summary>
    private const int SocketLevel = 1;
    private const int PeerCredentialsOption = 17;

    /// <summary>Null if the system does not report it.</summary>
    public static uint? UidOf(Socket? socket)
    {
        if (!OperatingSystem.IsLinux() || socket is null)
            return null;

        // struct ucred: pid, uid, gid.
        Span<uint> credentials = stackalloc uint[3];
        var length = socket.GetRawSocketOption(SocketLevel, PeerCredentialsOption, MemoryMarshal.AsBytes(credentials));
        return length == 3 * sizeof(uint) ? credentials[1] : null;
    }
}
