using System.Buffers;
using System.Text;
using AkkaChat.Bench.Checking;
using AkkaChat.Bench.Soak;
using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Clients;

/// <summary>
/// A client that numbers its lines and reads all the time, and checks that its own ones come back in order. Sending is
/// left to its owner, who decides how the bytes go out.
/// </summary>
internal sealed class Speaker : IDisposable
{
    private readonly SoakContext _context;
    private readonly ChatSocket _socket;
    private readonly Author? _author;
    private readonly string _name;
    private readonly string _tag;
    private readonly Sequence _echoes;
    private readonly Task _hearing;
    private readonly ArrayBufferWriter<byte> _line = new();
    private bool _isEnded;

    /// <param name="tag">What the content of all its lines begins with.</param>
    private Speaker(SoakContext context, ChatSocket socket, Author? author, string name, string tag)
    {
        _context = context;
        _socket = socket;
        _author = author;
        _name = name;
        _tag = tag;
        _echoes = new Sequence(context.Tally, name + tag, "itself");
        _hearing = HearAsync(Encoding.UTF8.GetBytes($"{name}:{tag}"));
    }

    /// <summary>The line with the name; to be sent first.</summary>
    public ReadOnlyMemory<byte> Introduction => Encoding.UTF8.GetBytes($"{_name}\n");

    /// <summary>Lines taken so far.</summary>
    public long Said { get; private set; }

    /// <summary>Connects somebody with a name of its own, whom the checkers follow.</summary>
    public static async Task<Speaker> ConnectAsync(SoakContext context, string kind, bool isTalker = false)
    {
        var socket = await ChatSocket.ConnectAsync(context.Server, kind, context.Tally, context.Abort);
        var author = context.Ledger.Register(kind, isTalker);
        return new Speaker(context, socket, author, author.Name, tag: "");
    }

    /// <summary>Connects somebody who shares the name, and is told from the others by what it says.</summary>
    public static async Task<Speaker> ConnectUnfollowedAsync(SoakContext context, string kind, string name)
    {
        var socket = await ChatSocket.ConnectAsync(context.Server, kind, context.Tally, context.Abort);
        return new Speaker(context, socket, author: null, name, tag: $"{context.Ledger.NextId()} ");
    }

    /// <summary>Takes the next line, with its LF; valid until the next one.</summary>
    public ReadOnlyMemory<byte> NextLine(int filler)
    {
        Write(filler);
        Said++;
        return _line.WrittenMemory;
    }

    /// <summary>A line that is not meant to be finished; it must never be seen.</summary>
    public ReadOnlyMemory<byte> HalfLine(int filler)
    {
        Write(filler);
        return _line.WrittenMemory[..(_line.WrittenCount / 2)];
    }

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _socket.SendAsync(bytes);

    public Task IntroduceAsync() => SendAsync(Introduction);

    public Task SayAsync(int filler) => SendAsync(NextLine(filler));

    /// <summary>Half-closes and hears the rest, its own lines included.</summary>
    public async Task FarewellAsync()
    {
        _socket.HalfClose();
        await _hearing;
        if (_echoes.Next < Said)
            throw new EndOfStreamException($"the server closed on {_name} after {_echoes.Next} of its {Said} lines");
        End(isComplete: true);
    }

    public void Reset()
    {
        End(isComplete: false);
        _socket.Reset();
    }

    public void Dispose()
    {
        End(isComplete: false);
        _socket.Dispose();
    }

    private void Write(int filler)
    {
        _line.ResetWrittenCount();
        Encoding.UTF8.GetBytes(_tag, _line);
        NumberedLine.Write(_line, Said, filler);
    }

    private void End(bool isComplete)
    {
        if (_isEnded || _author is null)
            return;

        _isEnded = true;
        if (isComplete)
            _context.Ledger.Complete(_author, Said);
        else
            _context.Ledger.CutOff(_author, Said);
    }

    private async Task HearAsync(byte[] prefix)
    {
        var reader = new LineReader(_socket);
        do
        {
            while (reader.TryTake(out var line))
                Hear(line, prefix);
        }
        while (await reader.FillAsync());

        if (reader.HasPartialLine)
            _context.Tally.Report(Fault.Malformed, $"{_name}: the last line has no end");
    }

    private void Hear(ReadOnlySpan<byte> line, byte[] prefix)
    {
        if (!line.StartsWith(prefix))
            return;

        if (NumberedLine.TryParse(line[prefix.Length..], out var number, out _))
            _echoes.Add(number);
        else
            _context.Tally.Report(Fault.Malformed, $"{_name}: its own line did not come back as it was");
    }
}
