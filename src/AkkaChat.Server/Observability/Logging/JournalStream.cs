using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>Detects whether a descriptor is the stream that systemd has connected to its journal; see systemd.exec(5), JOURNAL_STREAM.</summary>
internal static partial class JournalStream
{
    /// <summary>Flag of statx(2): the path is empty, the descriptor itself is meant.</summary>
    private const int EmptyPath = 0x1000;

    private const uint InodeNumber = 0x100;

    /// <summary>
    /// True if JOURNAL_STREAM names the device and inode of the descriptor. The variable alone does not suffice: it is
    /// inherited by processes whose output has been redirected.
    /// </summary>
    public static bool IsConnectedTo(int descriptor) =>
        Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 } journal && journal == Identity(descriptor);

    /// <returns><c>device:inode</c> in decimal; null if the kernel does not say.</returns>
    private static string? Identity(int descriptor)
    {
        // struct statx, whose layout is the same on all architectures.
        Span<byte> status = stackalloc byte[256];
        if (Statx(descriptor, "", EmptyPath, InodeNumber, status) != 0)
            return null;

        var inode = BinaryPrimitives.ReadUInt64LittleEndian(status[32..]);
        var device = Device(BinaryPrimitives.ReadUInt32LittleEndian(status[136..]), BinaryPrimitives.ReadUInt32LittleEndian(status[140..]));
        return string.Create(CultureInfo.InvariantCulture, $"{device}:{inode}");
    }

    /// <summary>The C library's makedev(3).</summary>
    private static ulong Device(ulong major, ulong minor) =>
        ((major & 0xfffff000) << 32) | ((major & 0xfff) << 8) | ((minor & 0xffffff00) << 12) | (minor & 0xff);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int descriptor, string path, int flags, uint mask, Span<byte> status);
}
