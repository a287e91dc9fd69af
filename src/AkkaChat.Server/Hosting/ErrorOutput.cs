using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Hosting;

/// <summary>Prints errors on standard error, one plain line each.</summary>
internal sealed class ErrorOutput(StandardStream stream)
{
    /// <summary>Of level Error for systemd's journal. Not from <see cref="PriorityFormatter"/>, so that no library is loaded.</summary>
    private readonly string _prefix = stream.HasPriorities ? "<3>" : "";

    public void Write(string problem)
    {
        try
        {
            stream.Writer.Write($"{_prefix}{SingleLine.Sanitize(problem)}\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only the exit code is left to report it.
        }
    }
}
