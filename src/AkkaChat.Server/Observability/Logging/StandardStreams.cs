using System.Runtime.InteropServices;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Standard output and standard error: UTF-8 whatever the locale, and no terminal control sequences. On Linux the
/// writers of .NET's Console are not used: they have the encoding of the locale, initialize a terminal, and ignore EPIPE.
/// </summary>
internal static partial class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;

    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>Keeps the numbers of streams that are missing until the process ends.</summary>
    private static readonly SafeHandle?[] Placeholders = new SafeHandle?[3];

    /// <summary>
    /// To be called before the process opens anything itself: the next file or socket would get the number of a standard
    /// stream that is closed, and what the runtime prints when it aborts would go there.
    /// </summary>
    public static (StandardStream Output, StandardStream Error) Open()
    {
        if (!OperatingSystem.IsLinux())
            return OpenConsole();

        _ = IsInherited(Input);
        return (OfDescriptor(Output), OfDescriptor(Error));
    }

    private static (StandardStream Output, StandardStream Error) OpenConsole() =>
        (OfConsole(Console.OpenStandardOutput()), OfConsole(Console.OpenStandardError()));

    private static StandardStream OfConsole(Stream stream) => new(new StreamWriter(stream) { AutoFlush = true }, HasPriorities: false);

    /// <summary>Every write to a stream that the process was started without fails.</summary>
    private static StandardStream OfDescriptor(int descriptor) => IsInherited(descriptor)
        ? new StandardStream(new DescriptorWriter(descriptor), JournalStream.IsConnectedTo(descriptor))
        : new StandardStream(new DescriptorWriter(DescriptorWriter.Closed), HasPriorities: false);

    /// <summary>
    /// False if the process was started without this descriptor. Then the number is free, and gets <c>/dev/null</c>, or the
    /// runtime has opened something under it: always with FD_CLOEXEC, which no inherited descriptor has.
    /// </summary>
    private static bool IsInherited(int descriptor)
    {
        var flags = Fcntl(descriptor, GetDescriptorFlags);
        if (flags < 0)
            Placeholders[descriptor] = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        return flags >= 0 && (flags & CloseOnExec) == 0;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int descriptor, int command);
}
