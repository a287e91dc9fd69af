using System.CommandLine;
using System.ComponentModel;
using System.Numerics;

namespace AkkaChat.Bench;

/// <summary>Base of all verbs.</summary>
internal static class Verb
{
    public static Option<T> Number<T>(string name, string description, T value, T min, T max)
        where T : INumber<T>
    {
        var option = new Option<T>(name)
        {
            Description = $"{description} {min} to {max}.",
            HelpName = "N",
            DefaultValueFactory = _ => value,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is { } number && (number < min || number > max))
                result.AddError($"{name} must be {min} to {max}");
        });
        return option;
    }

    /// <param name="run">Returns whether no fault was found.</param>
    /// <returns>The exit code: 0, 1 after a fault, 3 if nothing could be found out.</returns>
    public static async Task<int> RunAsync(Func<Task<bool>> run)
    {
        try
        {
            return await run() ? 0 : 1;
        }
        catch (Exception exception) when (exception is BenchException or Win32Exception or OperationCanceledException)
        {
            var isInterrupted = exception is OperationCanceledException;
            await Console.Error.WriteLineAsync(isInterrupted ? "interrupted" : exception.Message);
            return 3;
        }
    }
}
