using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Hosting;

/// <summary>Prints errors and warnings on standard error, one plain line each.</summary>
internal sealed class ErrorOutput(StandardStream stream)
{
    public void Write(string problem) => Write("<3>", problem);

    public void Warn(string warning) => Write("<4>", $"warning: {warning}");

    /// <param name="priority">For systemd's journal. Not from <see cref="PriorityFormatter"/>, so that no library is loaded.</param>
    private void Write(string priority, string text)
    {
        try
        {
            stream.Writer.Write($"{(stream.HasPriorities ? priority : "")}{SingleLine.Sanitize(text)}\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only the exit code is left to report it.
        }
    }
}
