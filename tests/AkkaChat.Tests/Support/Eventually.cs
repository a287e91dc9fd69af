using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>Waits by polling, for what no event announces. Every wait has a limit.</summary>
internal static class Eventually
{
    /// <summary>Long enough for a busy machine.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    public static Task TrueAsync(Func<bool> condition, string message, TimeSpan? timeout = null) =>
        TrueAsync(() => Task.FromResult(condition()), message, timeout);

    public static async Task TrueAsync(Func<Task<bool>> condition, string message, TimeSpan? timeout = null)
    {
        var limit = timeout ?? DefaultTimeout;
        using var expired = new CancellationTokenSource(limit);
        try
        {
            while (!await condition().WaitAsync(expired.Token))
                await Task.Delay(PollInterval, expired.Token);
        }
        catch (OperationCanceledException) when (expired.IsCancellationRequested)
        {
            Assert.Fail($"not within {limit}: {message}");
        }
    }

    /// <summary>Repeats an attempt for as long as the server refuses, resets or closes its connection.</summary>
    public static async Task<T> SucceedsAsync<T>(Func<Task<T>> attempt, string message, TimeSpan? timeout = null)
    {
        T result = default!;
        await TrueAsync(
            async () =>
            {
                try
                {
                    result = await attempt();
                    return true;
                }
                catch (Exception exception) when (exception is SocketException or IOException or HttpRequestException)
                {
                    return false;
                }
            },
            message,
            timeout);
        return result;
    }
}
