using System.ComponentModel;

namespace AkkaChat.Bench;

/// <summary>How a verb that measures is carried out.</summary>
internal static class Verb
{
    /// <param name="problems">What can be parsed, but not be done.</param>
    /// <param name="run">Tells whether all was good.</param>
    /// <param name="interrupted">What is said if it was cancelled.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        IEnumerable<string> problems, Func<CancellationToken, Task<bool>> run, string interrupted = "interrupted")
    {
        var found = problems.ToList();
        foreach (var problem in found)
            await Console.Error.WriteLineAsync(problem);
        if (found.Count > 0)
            return ExitCode.WrongUsage;

        using var interruption = new Interruption();
        try
        {
            return await run(interruption.Token) ? ExitCode.Done : ExitCode.Failed;
        }
        catch (Exception exception) when (exception is BenchException or Win32Exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCode.CannotStart;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(interrupted);
            return ExitCode.CannotStart;
        }
    }
}
