using System.Diagnostics;
using System.Text;
using AkkaChat.Bench.Soak;
using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Checking;

/// <summary>A member from before the first line until after the last one; says nothing and checks all.</summary>
internal sealed class Checker(SoakContext context, CommonOrder order, Signals signals, int number, bool verifyText)
{
    private readonly PriorityQueue<Ending, long> _endings = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _name = Name(number);
    private OrderHash _hash = new();
    private long _lines;
    private bool _isStopped;

    /// <summary>The first common line has been seen.</summary>
    public Task Started => _started.Task;

    /// <summary>Longest time from a talker to here.</summary>
    public TimeSpan LongestDelay { get; private set; }

    public static string Name(int number) => $"~checker{number}";

    /// <summary>Becomes a member: a line of its own has come back, so that it is in the room for sure.</summary>
    /// <returns>The task that checks, to the end; it reports what goes wrong and does not fail.</returns>
    public async Task<Task> JoinAsync()
    {
        var socket = await ChatSocket.ConnectAsync(context.Server, "checker", context.Tally, context.Abort);
        try
        {
            var reader = new LineReader(socket);
            await socket.SendAsync(Encoding.UTF8.GetBytes($"{_name}\nhere\n"));
            var echo = Encoding.UTF8.GetBytes($"{_name}:here");
            while (!HasCome(reader, echo))
            {
                if (!await reader.FillAsync())
                    throw new BenchException($"the server closed on {_name}");
            }

            return CheckAsync(socket, reader);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool HasCome(LineReader reader, ReadOnlySpan<byte> expected)
    {
        while (reader.TryTake(out var line))
        {
            if (line.SequenceEqual(expected))
                return true;
        }

        return false;
    }

    private async Task CheckAsync(ChatSocket socket, LineReader reader)
    {
        using var _ = socket;
        try
        {
            do
            {
                CheckAll(reader);
            }
            while (!_isStopped && await reader.FillAsync());

            if (!_isStopped)
                throw new EndOfStreamException("the server closed");
            socket.HalfClose();
            await socket.DrainAsync();
        }
        catch (Exception exception) when (SoakContext.IsNetworkFailure(exception))
        {
            context.Tally.Report(Fault.NotServed, $"{_name}, after {_lines} lines: {exception.Message}");
            context.End();
        }

        _started.TrySetCanceled();
    }

    private void CheckAll(LineReader reader)
    {
        var before = _lines;
        while (!_isStopped && reader.TryTake(out var line))
        {
            if (_started.Task.IsCompleted)
                Check(line);
            else if (signals.IsStart(line))
                _started.SetResult();
        }

        context.Tally.CountChecked(_lines - before);
    }

    private void Check(ReadOnlySpan<byte> line)
    {
        if (signals.IsStop(line))
        {
            Stop();
            return;
        }

        _lines++;
        _hash.Add(line);
        if (_lines % CommonOrder.Stride == 0)
            order.Pass(_name, _lines, _hash.Value);

        if (verifyText && SafeText.Problem(line) is { } problem)
            Malformed(problem, line);
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            Malformed("no author", line);
        else if (line[0] != SoakContext.Unnumbered)
            Follow(line, colon);
    }

    private void Follow(ReadOnlySpan<byte> line, int colon)
    {
        if (context.Ledger.Find(line[..colon]) is not { } author)
            Malformed("an author that is not here", line);
        else if (author.HeardBy(number) is not { } heard)
            context.Tally.Report(Fault.Duplicated, $"{_name}: {author.Name} speaks after its end");
        else if (!NumberedLine.TryParse(line[(colon + 1)..], out var lineNumber, out var time))
            Malformed("not as it was sent", line);
        else
            Account(author, heard, lineNumber, time);
    }

    private void Account(Author author, Sequence heard, long lineNumber, long time)
    {
        heard.Add(lineNumber);
        if (author.IsTalker && Stopwatch.GetElapsedTime(time) is var delay && delay > LongestDelay)
            LongestDelay = delay;
        TakeEndings();
        while (_endings.TryPeek(out var ending, out var due) && due < time)
        {
            _endings.Dequeue();
            Settle(ending);
        }
    }

    private void TakeEndings()
    {
        while (context.Ledger.TryTakeEnding(number, out var ending))
            _endings.Enqueue(ending, ending.Due);
    }

    private void Settle(Ending ending)
    {
        var heard = ending.Author.HeardBy(number)!;
        if (ending.IsComplete)
            heard.End(ending.Said);
        if (heard.Next > ending.Said)
            context.Tally.Report(Fault.Malformed, $"{_name}: {ending.Author.Name} said only {ending.Said} lines");
        context.Ledger.Settle(number, ending.Author);
    }

    private void Stop()
    {
        _isStopped = true;
        TakeEndings();
        while (_endings.TryDequeue(out var ending, out _))
            Settle(ending);
        order.End(_name, _lines, _hash.Value);
    }

    private void Malformed(string problem, ReadOnlySpan<byte> line)
    {
        const int Shown = 80;
        var text = Convert.ToHexString(line[..Math.Min(Shown, line.Length)]);
        context.Tally.Report(Fault.Malformed, $"{_name}, line {_lines}: {problem}: {line.Length} bytes, {text}");
    }
}
