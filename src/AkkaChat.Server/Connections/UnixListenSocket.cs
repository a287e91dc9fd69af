using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AkkaChat.Server.Connections;

/// <summary>Opens a Unix socket at a path of the file system.</summary>
internal static partial class UnixListenSocket
{
    /// <summary>Connecting needs the permission to write the file: the owner and its group have it.</summary>
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>The mask is one for the process.</summary>
    private static readonly Lock MaskLock = new();

    /// <summary>ENXIO in Linux's errno-base.h.</summary>
    private const int NoSuchDeviceOrAddress = 6;

    /// <summary>Replaces the file of a socket whose server has ended, and nothing else.</summary>
    /// <exception cref="CannotListenException">The path is in use, or cannot be bound.</exception>
    public static Socket Open(string path, int backlog)
    {
        try
        {
            RemoveStale(path);
            return Bind(path, backlog);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new CannotListenException(path, "the path is too long for a Unix socket");
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CannotListenException(path, exception.Message);
        }
    }

    private static Socket Bind(string path, int backlog)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            BindWithMode(socket, new UnixDomainSocketEndPoint(path));
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The file gets its mode when it is created: there is no time in which others may connect.</summary>
    private static void BindWithMode(Socket socket, UnixDomainSocketEndPoint path)
    {
        lock (MaskLock)
        {
            var mask = SetMask(Convert.ToUInt32("777", 8) & ~(uint)Mode);
            try
            {
                socket.Bind(path);
            }
            finally
            {
                _ = SetMask(mask);
            }
        }
    }

    private static void RemoveStale(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            return;
        if (!IsSocket(path))
            throw new IOException("the path exists and is not a socket");

        // Blocking, it would wait for a place in the queue of a server that does not accept.
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock)
        {
            // Its queue is full.
        }

        throw new IOException("another process listens there");
    }

    /// <summary>.NET does not report this type of file, but a socket is the one that open(2) refuses with ENXIO.</summary>
    private static bool IsSocket(string path)
    {
        try
        {
            // For reading and writing: any other mode would wait for the other end of a FIFO.
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite).Dispose();
            return false;
        }
        catch (IOException exception)
        {
            return exception.HResult == NoSuchDeviceOrAddress;
        }
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetMask(uint mask);
}
