using System.Runtime.InteropServices;
using System.Text;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Writes to a file descriptor in UTF-8, unbuffered. A FileStream would write a regular file at its own offset, over what
/// other processes have appended. A write that fails throws an <see cref="IOException"/> with the text of the system's error.
/// </summary>
internal sealed partial class DescriptorWriter(int descriptor) : TextWriter
{
    /// <summary>No descriptor: every write fails.</summary>
    public const int Closed = -1;

    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const short Writable = 4;
    private const int Forever = -1;

    /// <summary>The last write failed within a line.</summary>
    private bool _isLineCut;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write($"{value}");

    public override void Write(string? value)
    {
        // The next event must not continue a line that was cut off.
        var bytes = Encoding.UTF8.GetBytes(_isLineCut ? $"\n{value}" : value ?? "");
        for (var start = 0; start < bytes.Length;)
        {
            var written = WriteSome(descriptor, bytes.AsSpan(start), bytes.Length - start);
            if (written >= 0)
            {
                start += (int)written;
                _isLineCut = bytes[start - 1] != '\n';
            }
            else
            {
                WaitOrThrow(Marshal.GetLastPInvokeError());
            }
        }
    }

    /// <summary>A descriptor that another process has made non-blocking is waited for.</summary>
    private void WaitOrThrow(int error)
    {
        if (error == WouldBlock)
            _ = Poll(new PollDescriptor(descriptor, Writable, 0), 1, Forever);
        else if (error != Interrupted)
            throw new IOException(Marshal.GetPInvokeErrorMessage(error));
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(in PollDescriptor descriptor, nuint count, int timeoutMs);

    /// <summary><c>struct pollfd</c>; see poll(2).</summary>
    private readonly record struct PollDescriptor(int Descriptor, short Events, short ReturnedEvents);
}
