using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>Repeats an attempt until it succeeds, within a limit.</summary>
internal static class Retry
{
    /// <summary>Never reached unless something is broken.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static async Task UntilAsync(Func<Task<bool>> attempt)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await attempt())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
                throw new TimeoutException($"no attempt succeeded within {Limit}");
            await Task.Yield();
        }
    }

    /// <summary>Connects as soon as the server lets it, and returns once its first line has come back.</summary>
    public static async Task<LineClient> JoinAsync(IPEndPoint server, string name)
    {
        LineClient? client = null;
        await UntilAsync(async () =>
        {
            try
            {
                client = await LineClient.ConnectAsync(server);
                await client.SendAsync($"{name}\nhello\n");
                if (await client.ReadLineAsync() == $"{name}:hello")
                    return true;
            }
            catch (SocketException)
            {
                // Refused or reset.
            }

            client?.Dispose();
            return false;
        });
        return client!;
    }
}
