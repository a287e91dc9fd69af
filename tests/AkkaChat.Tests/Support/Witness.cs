using System.Globalization;
using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>A member that talks all the time, and records everything. All other members must be witnesses too.</summary>
internal sealed class Witness : IDisposable
{
    private readonly int _number;
    private readonly LineClient _client;
    private readonly int _burst;
    private readonly TimeSpan _pause;
    private readonly List<Line> _lines = [];
    private readonly Task _talk;
    private volatile bool _isStopping;
    private volatile bool _isClosed;
    private int _echoes;

    private Witness(int number, LineClient client, int burst, TimeSpan pause)
    {
        (_number, _client, _burst, _pause) = (number, client, burst, pause);
        _talk = TalkAsync();
    }

    /// <summary>The number of own lines that came back.</summary>
    public int Echoes => Volatile.Read(ref _echoes);

    /// <param name="number">Of no other witness of the room.</param>
    /// <param name="burst">Lines that it sends at a time; the next ones follow when these have come back.</param>
    /// <param name="pause">Between the last line that came back and the next one.</param>
    public static async Task<Witness> JoinAsync(ServerProcess server, int number, int burst = 1, TimeSpan pause = default) =>
        new(number, await server.ConnectAsync(), burst, pause);

    /// <summary>Waits until some more of its own lines have come back.</summary>
    public async Task GoesOnAsync(int lines = 20)
    {
        var enough = Echoes + lines;
        await Eventually.TrueAsync(() => Echoes >= enough || _talk.IsCompleted, $"witness {_number} gets its lines back");
        Assert.True(Echoes >= enough, $"witness {_number} was disconnected");
    }

    /// <summary>Stops talking when its last lines have come back.</summary>
    /// <returns>All that it saw.</returns>
    public async Task<IReadOnlyList<Line>> StopAsync()
    {
        _isStopping = true;
        await _talk.WaitAsync(Eventually.DefaultTimeout);
        Assert.False(_isClosed, $"witness {_number} was disconnected");
        return Stream();
    }

    /// <summary>Waits until the server has closed its connection.</summary>
    /// <returns>All that it saw.</returns>
    public async Task<IReadOnlyList<Line>> ClosedAsync()
    {
        await _talk.WaitAsync(Eventually.DefaultTimeout);
        Assert.True(_isClosed);
        return Stream();
    }

    /// <summary>All streams are pieces of one order, without a gap, a repetition or another order.</summary>
    /// <param name="first">The stream that begins first.</param>
    public static void AssertOneOrder(IReadOnlyList<Line> first, IEnumerable<IReadOnlyList<Line>> others)
    {
        List<Line> order = [.. first];
        var places = order.Index().ToDictionary(line => line.Item, line => line.Index);
        for (var rest = others.ToList(); rest.Count > 0;)
        {
            var stream = rest.Find(stream => places.ContainsKey(stream[0]));
            Assert.True(stream is not null, $"no other stream has {rest[0][0]}");
            rest.Remove(stream);
            var place = places[stream[0]];
            var common = Math.Min(order.Count - place, stream.Count);
            Assert.Equal(order.Skip(place).Take(common), stream.Take(common));
            foreach (var line in stream.Skip(common))
            {
                places.Add(line, order.Count);
                order.Add(line);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private List<Line> Stream()
    {
        var own = _lines.Where(line => line.Author == _number).Select(line => line.Number).ToList();
        Assert.Equal(Enumerable.Range(0, own.Count), own);
        return _lines;
    }

    private async Task TalkAsync()
    {
        await _client.SendAsync($"{_number}\n");
        for (var first = 0; !_isStopping && !_isClosed; first += _burst)
        {
            if (await EchoAsync(first))
                Interlocked.Add(ref _echoes, _burst);
            else
                _isClosed = true;
            await Task.Delay(_pause);
        }
    }

    /// <returns>False if the server has closed the connection.</returns>
    private async Task<bool> EchoAsync(int first)
    {
        try
        {
            await _client.SendAsync(string.Concat(Enumerable.Range(first, _burst).Select(number => $"{number}\n")));
            while (await _client.ReadLineAsync() is { } text)
            {
                _lines.Add(Line.Parse(text));
                if (_lines[^1] == new Line(_number, first + _burst - 1))
                    return true;
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Reset, since the process was killed.
        }

        return false;
    }

    /// <param name="Author">The number of a witness, which is its name.</param>
    /// <param name="Number">Counted by its author.</param>
    internal readonly record struct Line(int Author, int Number)
    {
        public static Line Parse(string text)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return new(int.Parse(text.AsSpan(..colon), CultureInfo.InvariantCulture), int.Parse(text.AsSpan((colon + 1)..), CultureInfo.InvariantCulture));
        }
    }
}
