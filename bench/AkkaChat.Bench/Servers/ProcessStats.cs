using System.ComponentModel;
using System.Diagnostics;

namespace AkkaChat.Bench.Servers;

/// <summary>What the system knows about a process.</summary>
/// <param name="CpuTime">Of all its threads, in steps of 10 ms.</param>
internal sealed record ProcessStats(int Descriptors, long Rss, long PeakRss, TimeSpan CpuTime)
{
    /// <returns>Null if there is no such process, or it belongs to another user.</returns>
    public static ProcessStats? Of(int? pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid ?? 0);
            return new ProcessStats(
                process.HandleCount, process.WorkingSet64, process.PeakWorkingSet64, process.TotalProcessorTime);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException
            or Win32Exception or UnauthorizedAccessException or IOException)
        {
            return null;
        }
    }
}
