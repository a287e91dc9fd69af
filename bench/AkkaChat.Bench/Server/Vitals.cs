using System.Globalization;

namespace AkkaChat.Bench.Server;

/// <summary>What /proc tells of a process.</summary>
/// <param name="Fds">Open file descriptors.</param>
/// <param name="Rss">Bytes of memory in use.</param>
/// <param name="PeakRss">Most bytes of memory that were ever in use.</param>
internal sealed record Vitals(int Fds, long Rss, long PeakRss)
{
    /// <returns>Null if there is no such process any more, or it is not ours to look at.</returns>
    public static Vitals? Of(int pid)
    {
        try
        {
            var fds = Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();
            var status = File.ReadAllLines($"/proc/{pid}/status");
            return new Vitals(fds, Bytes(status, "VmRSS:"), Bytes(status, "VmHWM:"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A dead process that nobody has waited for has a status without memory.</summary>
    private static long Bytes(string[] status, string key)
    {
        var line = Array.Find(status, line => line.StartsWith(key, StringComparison.Ordinal));
        return line is null
            ? throw new IOException($"no {key}")
            : 1024 * long.Parse(line.AsSpan(key.Length).Trim().TrimEnd("kB "), CultureInfo.InvariantCulture);
    }
}
