using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace AkkaChat.Bench.Soak;

/// <summary>A member from before the first line until after the last one; it checks every line.</summary>
internal sealed class Checker(
    SoakContext context, CommonOrder order, ConcurrentQueue<EndedAuthor> ended, string name)
{
    public const string Start = "~signal:start";
    public const string Stop = "~signal:stop";

    private static readonly byte[] StartLine = Encoding.UTF8.GetBytes(Start);
    private static readonly byte[] StopLine = Encoding.UTF8.GetBytes(Stop);

    /// <summary>Milliseconds; lines of an author that was reset may stay in the server for this long.</summary>
    private const long SettleDelay = 180_000;

    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, Sequence> _authors = new(StringComparer.Ordinal);
    private HashCode _hash;
    private long _lines;
    private bool _isStopped;

    /// <summary>A line of its own has come back, so that it is in the room.</summary>
    public Task Joined => _joined.Task;

    /// <summary>The start signal has arrived.</summary>
    public Task Started => _started.Task;

    /// <summary>Times from the talkers to here.</summary>
    public Histogram Delays { get; } = new();

    /// <summary>Joins, and checks until the stop signal. Reports what goes wrong and does not fail.</summary>
    public async Task RunAsync()
    {
        try
        {
            using var connection = await SoakConnection.ConnectAsync(context, "checker");
            await connection.SendAsync(Encoding.UTF8.GetBytes($"{name}\nhere\n"));
            while (!_isStopped)
            {
                if (!await connection.ReceiveAsync())
                    throw new EndOfStreamException("end of stream");
                var before = _lines;
                while (!_isStopped && connection.TryTakeLine(out var line))
                    Take(line);
                context.Tally.CountChecked(_lines - before);
                Settle(Environment.TickCount64 - SettleDelay);
            }

            await connection.HalfCloseAsync();
            await connection.DrainAsync();
        }
        catch (Exception exception) when (SoakContext.IsNetworkFailure(exception))
        {
            context.Tally.Report(Fault.NotServed, $"{name}, after {_lines} lines: {exception.Message}");
            _joined.TrySetCanceled();
            _started.TrySetCanceled();
            context.End();
        }
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (_started.Task.IsCompleted)
            Check(line);
        else if (line.SequenceEqual(StartLine))
            _started.SetResult();
        else if (line.SequenceEqual(Encoding.UTF8.GetBytes($"{name}:here")))
            _joined.TrySetResult();
    }

    private void Check(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual(StopLine))
        {
            _isStopped = true;
            Settle(long.MaxValue);
            order.Check(name, _lines, _hash, isEnd: true);
            return;
        }

        _lines++;
        _hash.AddBytes(line);
        _hash.Add(line.Length);
        order.Check(name, _lines, _hash);
        if (SafeText.Problem(line) is { } problem)
            Malformed(problem, line);
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            Malformed("no author", line);
        else if (line[0] == SoakContext.Unnumbered)
            return;
        else if (NumberedLine.TryRead(line[(colon + 1)..], out var number, out var time, ChatClient.Tail))
            Add(Encoding.UTF8.GetString(line[..colon]), number, time);
        else
            Malformed("not as it was sent", line);
    }

    private void Add(string author, uint number, long time)
    {
        SequenceOf(author).Add(number);
        if (author.StartsWith(ClientKinds.Talker.Name, StringComparison.Ordinal))
            Delays.Add(Stopwatch.GetTimestamp() - time);
    }

    private Sequence SequenceOf(string author)
    {
        if (!_authors.TryGetValue(author, out var sequence))
            _authors[author] = sequence = new Sequence(context.Tally, author, name);
        return sequence;
    }

    /// <summary>Compares what authors that ended before that time have sent with what has arrived.</summary>
    private void Settle(long before)
    {
        while (ended.TryPeek(out var author) && author.At < before && ended.TryDequeue(out _))
        {
            var sequence = SequenceOf(author.Name);
            if (author.IsComplete)
                sequence.End(author.Sent);
            if (sequence.Next > author.Sent)
                context.Tally.Report(Fault.Malformed, $"{name}: {author.Name} has sent only {author.Sent} lines");
            _authors.Remove(author.Name);
        }
    }

    private void Malformed(string problem, ReadOnlySpan<byte> line)
    {
        const int Shown = 80;
        var bytes = Convert.ToHexString(line[..Math.Min(Shown, line.Length)]);
        context.Tally.Report(Fault.Malformed, $"{name}, line {_lines}: {problem}: {line.Length} bytes, {bytes}");
    }
}
