using System.Reflection;

namespace AkkaChat.Server.Hosting;

/// <summary>An exception as a text for people.</summary>
internal static class ErrorText
{
    /// <summary>The messages of the exception and of its causes, without those that only wrap another one.</summary>
    public static string Of(Exception exception)
    {
        var messages = new List<string>();
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is not (AggregateException or TargetInvocationException or TypeInitializationException))
                messages.Add(cause.Message);
        }

        return string.Join(": ", messages);
    }
}
