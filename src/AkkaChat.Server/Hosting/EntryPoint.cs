using System.Runtime.InteropServices;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Logging;

namespace AkkaChat.Server.Hosting;

/// <summary>The process from its start to its end: whatever ends it is one line and an exit code, never a stack trace.</summary>
internal static class EntryPoint
{
    /// <summary>SIGXFSZ of Linux, sent by a write that would make a file larger than RLIMIT_FSIZE.</summary>
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    /// <summary>Not disposed of before the process ends: the runtime handles a signal later, on a thread of its own.</summary>
    private static readonly List<PosixSignalRegistration> Registrations = [];

    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var (output, error) = StandardStreams.Open();
        var errors = new ErrorOutput(error);
        try
        {
            CheckDescriptorLimit();
            IgnoreFileSizeSignal();
            return await CommandLine.RunAsync(args, output, errors);
        }
        catch (ConfigurationException exception)
        {
            foreach (var problem in exception.Problems)
                errors.Write(problem);
            return ExitCode.InvalidConfiguration;
        }
        catch (CannotListenException exception)
        {
            errors.Write(exception.Message);
            return ExitCode.CannotListen;
        }
        catch (Exception exception)
        {
            errors.Write($"failed: {ErrorText.Of(exception)}");
            return ExitCode.Failed;
        }
    }

    /// <summary>
    /// Comes first, whatever the command is: with very few descriptors not even the libraries of the command line can be loaded.
    /// </summary>
    private static void CheckDescriptorLimit()
    {
        if (FileDescriptorLimit.Read().Limit is { } limit and < FileDescriptorLimit.Minimum)
            throw new ConfigurationException([$"the limit of {limit} open files (ulimit -n) is too low: at least {FileDescriptorLimit.Minimum} are needed"]);
    }

    /// <summary>The write that exceeds the limit fails, instead of ending the process.</summary>
    private static void IgnoreFileSizeSignal()
    {
        if (OperatingSystem.IsLinux())
            Registrations.Add(PosixSignalRegistration.Create(FileSizeExceeded, signal => signal.Cancel = true));
    }
}
