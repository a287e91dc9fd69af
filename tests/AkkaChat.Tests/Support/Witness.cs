using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>A member that talks all the time, one line for each of its own that it has got back, and records everything.</summary>
internal sealed class Witness : IDisposable
{
    private readonly string _name;
    private readonly LineClient _client;
    private readonly List<string> _lines = [];
    private readonly Task _talk;
    private volatile bool _isStopping;
    private int _echoes;

    private Witness(string name, LineClient client)
    {
        (_name, _client) = (name, client);
        _talk = TalkAsync();
    }

    /// <summary>The number of own lines that came back.</summary>
    public int Echoes => Volatile.Read(ref _echoes);

    public static async Task<Witness> JoinAsync(ServerProcess server, string name) => new(name, await server.ConnectAsync());

    /// <summary>Waits until some more of its own lines have come back.</summary>
    public Task GoesOnAsync(int lines = 20)
    {
        var enough = Echoes + lines;
        return Eventually.TrueAsync(() => Echoes >= enough || _talk.IsCompleted, $"{_name} gets its lines back");
    }

    /// <summary>Stops talking with the next line that comes back.</summary>
    /// <returns>All that it saw.</returns>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        _isStopping = true;
        await _talk.WaitAsync(Eventually.DefaultTimeout);
        return _lines;
    }

    /// <summary>Waits until the server has closed its connection.</summary>
    /// <returns>All that it saw.</returns>
    public async Task<IReadOnlyList<string>> ClosedAsync()
    {
        await _talk.WaitAsync(Eventually.DefaultTimeout);
        Assert.False(_isStopping);
        return _lines;
    }

    /// <summary>What both saw is the same, from the line on where the later one begins.</summary>
    public static void AssertSameOrder(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var (early, late) = one.Contains(other[0]) ? (one, other) : (other, one);
        var common = early.SkipWhile(line => line != late[0]).ToList();
        var length = Math.Min(common.Count, late.Count);
        Assert.NotEqual(0, length);
        Assert.Equal(common.Take(length), late.Take(length));
        Assert.Equal(early.Count, early.Distinct().Count());
    }

    public void Dispose() => _client.Dispose();

    private async Task TalkAsync()
    {
        await _client.SendAsync($"{_name}\n");
        for (var number = 0; !_isStopping && await EchoAsync(number); number++)
            Interlocked.Increment(ref _echoes);
    }

    /// <returns>False if the server has closed the connection.</returns>
    private async Task<bool> EchoAsync(int number)
    {
        try
        {
            await _client.SendAsync($"{number}\n");
            while (await _client.ReadLineAsync() is { } line)
            {
                _lines.Add(line);
                if (line == $"{_name}:{number}")
                    return true;
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Reset, since the process was killed.
        }

        return false;
    }
}
