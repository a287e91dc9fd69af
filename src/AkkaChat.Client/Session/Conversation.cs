using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using AkkaChat.TerminalClient.Connection;

namespace AkkaChat.TerminalClient.Session;

/// <summary>One connection to the room: joins, receives into the log, sends, and says how it ended.</summary>
/// <param name="gate">The lock of the session, which guards what is in here as well.</param>
/// <param name="onJoined">Called at most once, within the lock.</param>
internal sealed class Conversation(
    ServerConnection connection, string name, string? password, Transcript log, TimeProvider time, Lock gate, Action onJoined)
    : IDisposable
{
    /// <summary>A refusal within this time refuses the join; a later one expels a member.</summary>
    public static readonly TimeSpan RefusalLimit = TimeSpan.FromSeconds(5);

    /// <summary>The server does not confirm a join; after this time, and twice that of connecting, without a refusal it is taken as accepted.</summary>
    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(1.5);

    /// <summary>If nothing comes for this long although a line was sent, the network may have gone without a word.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    /// <summary>Begins with the name: a line may be sent before <see cref="RunAsync"/>.</summary>
    private readonly Channel<string> _outgoing = QueueOf(password is null ? name : $"{name}:{password}");
    private readonly CancellationTokenSource _silence = new(Timeout.InfiniteTimeSpan, time);
    private readonly List<string> _unconfirmed = [];
    private readonly long _openedAt = time.GetTimestamp();
    private readonly string _ownName = MemberName.Normalize(name);

    /// <summary>Lines that may still be a refusal.</summary>
    private readonly List<LogEntry> _held = [];
    private bool _isJoined;

    /// <summary>From the server's notice until an own line comes back: no echo is expected.</summary>
    private bool _isMuted;

    /// <summary>The server's last line, unless a line of the room followed.</summary>
    private string? _words;

    /// <summary>The room's only line, if it came before the join was taken as accepted: it may be a refusal.</summary>
    private string? _answer;

    /// <summary>Sent, and without an echo yet.</summary>
    public IReadOnlyList<string> Unconfirmed => _unconfirmed;

    /// <param name="connectTime">What connecting took, as a measure of the network.</param>
    public async Task<ConnectionEnd> RunAsync(TimeSpan connectTime, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _silence.Token);
        var limit = JoinLimit + (2 * connectTime);
        using var timer = time.CreateTimer(
            _ => Join(), null, limit < RefusalLimit ? limit : RefusalLimit, Timeout.InfiniteTimeSpan);
        var sending = SendAllAsync(ended.Token);
        try
        {
            return await ReceiveAllAsync(ended.Token);
        }
        catch (Exception exception) when (exception is IOException || _silence.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested();
            return EndOf(isClean: false);
        }
        finally
        {
            await ended.CancelAsync();
            await sending;
        }
    }

    /// <summary>Within the lock.</summary>
    public void Send(string line)
    {
        _unconfirmed.Add(ReceivedText.Of(line));
        _outgoing.Writer.TryWrite(line);
        // Further lines must not postpone the timeout of the first.
        if (_unconfirmed.Count == 1)
            AwaitAnswer();
    }

    /// <summary>Half-closes after the queued lines; the server closes after their echo. Within the lock.</summary>
    /// <returns>False, without effect, if every line has its echo.</returns>
    public bool TryHalfClose() => _unconfirmed.Count > 0 && _outgoing.Writer.TryComplete();

    public void Dispose() => _silence.Dispose();

    private static Channel<string> QueueOf(string firstLine)
    {
        var queue = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
        queue.Writer.TryWrite(firstLine);
        return queue;
    }

    private async Task<ConnectionEnd> ReceiveAllAsync(CancellationToken cancellation)
    {
        var framer = new LineFramer();
        var buffer = new byte[64 * 1024];
        var lines = new List<string>();
        while (await connection.Stream.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            framer.Feed(buffer.AsSpan(0, count), lines);
            lock (gate)
                Receive(lines);
            lines.Clear();
        }

        return EndOf(isClean: true);
    }

    private async Task SendAllAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync(cancellation))
            {
                var text = new StringBuilder();
                while (_outgoing.Reader.TryRead(out var line))
                    text.Append(line).Append('\n');
                await connection.Stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellation);
                await connection.Stream.FlushAsync(cancellation);
            }

            await connection.CloseSendingAsync().WaitAsync(cancellation);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // Reading ends as well, and says why.
        }
    }

    private void Receive(List<string> lines)
    {
        var entries = new List<LogEntry>(lines.Count);
        var now = time.GetLocalNow();
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var author = colon < 0 ? "" : line[..colon];
            var text = line[(colon + 1)..];
            if (author == MemberName.Server)
                ReceiveWords(new LogEntry(LogEntryKind.Server, author, text, now), entries);
            else
                ReceiveLine(author, text, now, entries);
        }

        log.AddRange(entries);
        AwaitAnswer();
    }

    private void ReceiveWords(LogEntry entry, List<LogEntry> entries)
    {
        _words = entry.Text;
        // Instead of an echo. There is one notice for each line that was too long.
        if (ServerNotices.IsMute(entry.Text))
        {
            _isMuted = true;
            _unconfirmed.Clear();
        }
        else if (ServerNotices.IsTooLong(entry.Text) && _unconfirmed.MaxBy(Encoding.UTF8.GetByteCount) is { } longest)
        {
            _unconfirmed.Remove(longest);
        }

        (_isJoined ? entries : _held).Add(entry);
    }

    private void ReceiveLine(string author, string text, DateTimeOffset now, List<LogEntry> entries)
    {
        _words = null;
        _answer = _isJoined || _held.Count > 0 ? null : text;
        var isOwn = author == _ownName && Confirm(text);
        var entry = new LogEntry(LogEntryKind.Message, author, text, now, isOwn, !isOwn && Mention.IsIn(text, _ownName));
        if (_answer is not null && ServerNotices.IsRefusal(text))
        {
            _held.Add(entry);
            return;
        }

        Join();
        entries.Add(entry);
    }

    /// <returns>False if it was not sent here: another member may have the same name.</returns>
    private bool Confirm(string line)
    {
        if (!_isMuted)
            return _unconfirmed.Remove(line);
        var index = _unconfirmed.LastIndexOf(line);
        if (index < 0)
            return false;
        _isMuted = false;
        // Those before it were dropped.
        _unconfirmed.RemoveRange(0, index + 1);
        return true;
    }

    private void Join()
    {
        lock (gate)
        {
            if (_isJoined)
                return;
            _isJoined = true;
            onJoined();
            log.AddRange(_held);
        }
    }

    private void AwaitAnswer() =>
        _silence.CancelAfter(_unconfirmed.Count > 0 && !_isMuted ? AnswerLimit : Timeout.InfiniteTimeSpan);

    /// <summary>
    /// A server with another <c>server-name</c> cannot be told from a member, but by what it says: a single line, and then FIN.
    /// </summary>
    private ConnectionEnd EndOf(bool isClean)
    {
        lock (gate)
        {
            var lived = time.GetElapsedTime(_openedAt);
            var words = _words ?? (isClean ? _answer : null);
            return words is not null && (lived < RefusalLimit || ServerNotices.IsExpulsion(words))
                ? new ConnectionEnd(EndKind.Refused, words, lived)
                : new ConnectionEnd(isClean ? EndKind.ServerClosed : EndKind.Lost, "", lived);
        }
    }
}
