using System.Runtime.InteropServices;

namespace AkkaChat.TerminalClient;

/// <summary>Detects a closed pipe behind standard output: on Unix .NET ignores EPIPE (Write in ConsolePal.Unix.cs).</summary>
internal static partial class BrokenPipe
{
    private const int StandardOutput = 1;
    private const short Error = 8;
    private const short HangUp = 16;

    public static bool IsOutput
    {
        get
        {
            if (OperatingSystem.IsWindows())
                return false;
            var state = new PollDescriptor(StandardOutput, 0, 0);
            return Poll(ref state, 1, 0) > 0 && (state.ReturnedEvents & (Error | HangUp)) != 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollDescriptor descriptor, nuint count, int timeoutMs);

    /// <summary><c>struct pollfd</c>; see poll(2).</summary>
    private record struct PollDescriptor(int Descriptor, short Events, short ReturnedEvents);
}
