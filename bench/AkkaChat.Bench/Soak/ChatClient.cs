using System.Diagnostics;
using System.Text;

namespace AkkaChat.Bench.Soak;

/// <summary>A client that numbers its lines, reads all the time, and checks that they come back in order.</summary>
internal sealed class ChatClient : IDisposable
{
    private readonly SoakContext _context;
    private readonly SoakConnection _connection;
    private readonly string _name;
    private readonly byte[] _tag;
    private readonly bool _isChecked;
    private readonly Sequence _echoes;
    private readonly Task _reading;
    private uint _sent;
    private bool _hasEnded;

    private ChatClient(SoakContext context, SoakConnection connection, string name, string tag)
    {
        _context = context;
        _connection = connection;
        _name = name;
        _tag = Encoding.UTF8.GetBytes(tag);
        _isChecked = name[0] != SoakContext.Unnumbered;
        _echoes = new Sequence(context.Tally, name + tag, "itself");
        _reading = ReadAsync(Encoding.UTF8.GetBytes($"{name}:{tag}"));
    }

    /// <summary>Characters of every length that UTF-8 has, a TAB, and a second colon.</summary>
    public static ReadOnlySpan<byte> Tail => "\tx:é€😀 end"u8;

    /// <summary>The line that has to be sent first.</summary>
    public ReadOnlyMemory<byte> Username => Encoding.UTF8.GetBytes($"{_name}\n");

    /// <param name="sharedName">Not its alone: its lines are then recognised by what their content begins with.</param>
    public static async Task<ChatClient> ConnectAsync(SoakContext context, string kind, string? sharedName = null)
    {
        var connection = await SoakConnection.ConnectAsync(context, kind);
        var name = SoakContext.NextName(kind);
        return new ChatClient(context, connection, sharedName ?? name, sharedName is null ? "" : $"{name} ");
    }

    /// <summary>The next line, with its LF.</summary>
    /// <param name="filler">Bytes.</param>
    public byte[] NextLine(int filler) => Line(_sent++, filler);

    /// <summary>The first half of a line that is not going to be finished; it must never be seen.</summary>
    public byte[] HalfLine(int filler) => Line(_sent, filler)[..((_tag.Length + filler) / 2)];

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _connection.SendAsync(bytes);

    /// <summary>Joins, and sends a random number of lines of random length, with pauses of random length.</summary>
    public async Task TalkAsync(Random random, int mostLines, int longestFiller, int longestPause)
    {
        await SendAsync(Username);
        for (var lines = random.Next(mostLines); lines > 0 && !_context.IsEnding; lines--)
        {
            await SendAsync(NextLine(random.Next(longestFiller)));
            await _context.PauseAsync(random, longestPause);
        }
    }

    /// <summary>Half-closes and receives the rest, its own lines included.</summary>
    public async Task LeaveAsync()
    {
        await _connection.HalfCloseAsync();
        await _reading;
        if (_echoes.Next < _sent)
            throw new EndOfStreamException($"the server closed {_name} after {_echoes.Next} of its {_sent} lines");
        if (_connection.CloseStatus is not (null or WebSocketChannel.NormalClosure))
            throw new InvalidDataException($"the server closed {_name} with {_connection.CloseStatus}");
        End(isComplete: true);
    }

    public void Reset() => _connection.Reset();

    public void Dispose()
    {
        End(isComplete: false);
        _connection.Dispose();
    }

    private byte[] Line(uint number, int filler)
    {
        var line = new byte[_tag.Length + NumberedLine.HeaderLength + filler + Tail.Length + 1];
        _tag.CopyTo(line, 0);
        NumberedLine.Write(line.AsSpan(_tag.Length..^1), number, Stopwatch.GetTimestamp(), Tail);
        line[^1] = (byte)'\n';
        return line;
    }

    private void End(bool isComplete)
    {
        if (_hasEnded || !_isChecked)
            return;
        _hasEnded = true;
        foreach (var queue in _context.EndedAuthors)
            queue.Enqueue(new EndedAuthor(_name, _sent, isComplete, Environment.TickCount64));
    }

    private async Task ReadAsync(byte[] prefix)
    {
        while (await _connection.ReceiveAsync())
        {
            while (_connection.TryTakeLine(out var line))
            {
                if (!line.StartsWith(prefix))
                    continue;
                if (NumberedLine.TryRead(line[prefix.Length..], out var number, out _, Tail))
                    _echoes.Add(number);
                else
                    _context.Tally.Report(Fault.Malformed, $"{_name}: its own line did not come back as it was sent");
            }
        }

        if (_connection.HasPartialLine)
            _context.Tally.Report(Fault.Malformed, $"{_name}: the last line has no end");
    }
}
