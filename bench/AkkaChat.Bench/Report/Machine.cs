using System.Globalization;
using System.Runtime.InteropServices;

namespace AkkaChat.Bench.Report;

/// <summary>Where something was measured, without which figures mean little.</summary>
internal static class Machine
{
    public static string Description { get; } = string.Join(
        ", ",
        string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores"),
        RuntimeInformation.ProcessArchitecture,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);
}
