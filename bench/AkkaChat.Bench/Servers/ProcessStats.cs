using System.ComponentModel;
using System.Diagnostics;

namespace AkkaChat.Bench.Servers;

/// <summary>Figures of a process from /proc.</summary>
/// <param name="Descriptors">Without those of libraries, which are loaded when they are first needed, and stay.</param>
/// <param name="CpuTime">Of all its threads, in steps of 10 ms.</param>
internal sealed record ProcessStats(int Descriptors, long Rss, long PeakRss, TimeSpan CpuTime)
{
    /// <returns>Null if it has ended.</returns>
    public static ProcessStats? Of(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return new ProcessStats(
                CountDescriptors(pid), process.WorkingSet64, process.PeakWorkingSet64, process.TotalProcessorTime);
        }
        catch (Exception exception) when (
            exception is ArgumentException or InvalidOperationException or Win32Exception or IOException)
        {
            return null;
        }
    }

    public static ProcessStats operator +(ProcessStats left, ProcessStats right) => new(
        left.Descriptors + right.Descriptors, left.Rss + right.Rss, left.PeakRss + right.PeakRss, left.CpuTime + right.CpuTime);

    private static int CountDescriptors(int pid) => Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd")
        .Count(path => new FileInfo(path).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) != true);
}
