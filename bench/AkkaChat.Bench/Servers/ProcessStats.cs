using System.Globalization;
using System.Runtime.InteropServices;

namespace AkkaChat.Bench.Servers;

/// <summary>What Linux knows about a process.</summary>
/// <param name="Descriptors">Open file descriptors.</param>
/// <param name="Rss">Bytes of memory in use.</param>
/// <param name="PeakRss">The most that were ever in use.</param>
internal sealed record ProcessStats(int Descriptors, long Rss, long PeakRss)
{
    /// <returns>Null if there is no such process, or it belongs to another user.</returns>
    public static ProcessStats? Of(int? pid)
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{pid}/status");
            var descriptors = Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();
            return new ProcessStats(descriptors, Kilobytes(status, "VmRSS:"), Kilobytes(status, "VmHWM:"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Processor time of all its threads; null if there is no such process.</summary>
    public static TimeSpan? CpuTime(int? pid)
    {
        // The clock of a process, as clock_getcpuclockid makes it; /proc counts hundredths of a second only.
        return pid is { } process && ClockGetTime((~process << 3) | 2, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000)
            : null;
    }

    private static long Kilobytes(string[] status, string key)
    {
        // A process that has exited and was not waited for has a status without memory.
        var line = Array.Find(status, line => line.StartsWith(key, StringComparison.Ordinal))
            ?? throw new IOException(key);
        return 1024 * long.Parse(line.AsSpan(key.Length).Trim().TrimEnd("kB "), CultureInfo.InvariantCulture);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out Timespec time);

    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
