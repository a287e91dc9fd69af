using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using AkkaChat.Bench.Servers;
using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Load;

/// <summary>The members of one workload: they join, then send, once to warm up and once to be measured.</summary>
internal sealed class LoadRun : IDisposable
{
    private const int BatchLength = 64 * 1024;
    private const int LongestOwnBuffer = 16 * 1024;
    private const int AllOwnBuffers = 32 * 1024 * 1024;
    private const int LargeBuffer = 256 * 1024;

    /// <summary>Fewer than the connections that a server lets wait to be accepted.</summary>
    private const int JoinGroup = 1000;
    private const int StuckReceiveBuffer = 16 * 1024;

    /// <summary>One of this many lines is a sample for the latencies.</summary>
    private const int SampleStride = 8;
    private const int LongestProbeGap = 500;

    /// <summary>Milliseconds; longer than a server waits for a slow consumer.</summary>
    private const long StallTimeout = 30_000;

    /// <summary>Time for lines that must not arrive.</summary>
    private static readonly TimeSpan SurplusDelay = TimeSpan.FromMilliseconds(60);

    private readonly Workload _workload;
    private readonly Connector _connector;
    private readonly int? _serverPid;
    private readonly CancellationToken _cancellation;
    private readonly Member[] _all;
    private readonly Member[] _members;
    private readonly Member[] _senders;
    private readonly ExpectedStream _stream;
    private readonly Lock _gate = new();
    private Histogram _latency = new();
    private Exception? _failure;
    private long _sent;
    private long _lastReceived;
    private long _lastProgress;

    public LoadRun(Workload workload, Connector connector, int? serverPid, CancellationToken cancellation)
    {
        _workload = workload;
        _connector = connector;
        _serverPid = serverPid;
        _cancellation = cancellation;
        // The names of all senders have the same length.
        var format = $"D{Math.Max(0, workload.Senders - 1).ToString(CultureInfo.InvariantCulture).Length}";
        _all =
        [
            .. Enumerable.Range(0, workload.Members + workload.StuckReaders).Select(
                number => new Member(number, "u" + number.ToString(format, CultureInfo.InvariantCulture))),
        ];
        _members = _all[..workload.Members];
        _senders = _all[..Math.Max(1, workload.Senders)];
        _stream = new ExpectedStream([.. _senders.Select(sender => sender.Name)]);
    }

    private long Deliveries => _members.Sum(member => member.Position ?? 0) / _stream.LineLength;

    /// <summary>Lets all members join, a group at a time.</summary>
    /// <returns>Joins per second.</returns>
    public async Task<double> JoinAsync()
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var group in _all.Chunk(JoinGroup))
        {
            await Task.WhenAll(group.Select(member => ConnectAsync(member)));
            var (gap, next) = (20, 0L);
            await UntilAsync(
                () =>
                {
                    if (Array.TrueForAll(group, member => member.Position is not null))
                        return true;
                    // The server does not say who is in the room: whoever receives a line is.
                    if (Environment.TickCount64 >= next)
                    {
                        next = Environment.TickCount64 + gap;
                        gap = Math.Min(LongestProbeGap, 2 * gap);
                        SetQuota(_senders[0], _senders[0].Sent + 1);
                    }

                    return false;
                });
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        await UntilAsync(() => IsComplete(_all));
        return _all.Length / elapsed.TotalSeconds;
    }

    /// <summary>Sends, and waits until every member has received every line.</summary>
    /// <param name="duration">How long lines are sent, if their number is not given.</param>
    public async Task<LoadFigures> SendAsync(LoadFigures figures, TimeSpan duration, uint lines)
    {
        _latency = new Histogram();
        var (sent, deliveries) = (_senders.Select(sender => sender.Sent).ToArray(), Deliveries);
        var (serverCpu, driverCpu) = (ProcessStats.CpuTime(_serverPid), Environment.CpuUsage.TotalTime);
        var start = Stopwatch.GetTimestamp();
        var isEnding = false;
        await UntilAsync(
            () =>
            {
                var elapsed = Stopwatch.GetElapsedTime(start);
                if (!isEnding)
                {
                    isEnding = lines > 0 || elapsed >= duration;
                    for (var i = 0; i < _senders.Length; i++)
                        SetQuota(_senders[i], Quota(sent[i], _senders[i].Sent, elapsed));
                }

                return isEnding && IsComplete(_members);
            });

        (serverCpu, driverCpu) =
            (ProcessStats.CpuTime(_serverPid) - serverCpu, Environment.CpuUsage.TotalTime - driverCpu);
        var seconds = Stopwatch.GetElapsedTime(start, _lastReceived).TotalSeconds;
        deliveries = Deliveries - deliveries;
        await Task.Delay(SurplusDelay);
        await UntilAsync(() => IsComplete(_members));
        return figures with
        {
            Speed = deliveries / seconds,
            ServerCpu = serverCpu?.TotalMicroseconds / deliveries,
            DriverCpu = driverCpu.TotalMicroseconds / deliveries,
            Latency = _latency,
        };

        uint Quota(uint before, uint now, TimeSpan elapsed) =>
            lines > 0 ? before + (lines / (uint)_senders.Length)
            : _workload.Rate > 0 ? before + (uint)(elapsed.TotalSeconds * _workload.Rate / _senders.Length)
            : isEnding ? now
            : uint.MaxValue;
    }

    /// <summary>Makes the stuck readers stop reading.</summary>
    public void StopReading()
    {
        lock (_gate)
        {
            foreach (var member in _all[_workload.Members..])
                member.IsStuck = true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _failure ??= new ObjectDisposedException(nameof(LoadRun));
        foreach (var member in _all)
            member.Connection?.Dispose();
    }

    private async Task ConnectAsync(Member member)
    {
        var isStuck = member.Number >= _workload.Members;
        member.Connection = await _connector.ConnectAsync(_cancellation, isStuck ? StuckReceiveBuffer : null);
        await member.Connection.Stream.WriteAsync(Encoding.UTF8.GetBytes($"{member.Name}\n"));
        _ = GuardAsync(member, ReadAsync(member, member.Connection.Stream));
    }

    /// <summary>Ticks until something is the case, or nothing has moved for too long.</summary>
    private Task UntilAsync(Func<bool> condition) =>
        // In a thread of its own: the caller may be the thread that completes all reads and writes.
        Task.Factory.StartNew(
            () => Until(condition), _cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Until(Func<bool> condition)
    {
        _lastProgress = Environment.TickCount64;
        do
        {
            lock (_gate)
            {
                if (_failure is not null)
                    throw _failure;
                if (condition())
                    return;
                if (Environment.TickCount64 - _lastProgress > StallTimeout)
                    throw new FaultException("lines are missing, and nothing was received for 30 s");
            }
        }
        while (!_cancellation.WaitHandle.WaitOne(1));
        _cancellation.ThrowIfCancellationRequested();
    }

    private bool IsComplete(Member[] members) =>
        Array.TrueForAll(_senders, sender => sender.Sent == sender.Quota && !sender.IsSending)
        && _stream.Lines == _sent
        && Array.TrueForAll(members, _stream.IsAtHead);

    private async Task GuardAsync(Member member, Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or FaultException)
        {
            lock (_gate)
                _failure ??= exception as FaultException
                    ?? new FaultException($"member {member.Number} was disconnected: {exception.Message}");
        }
    }

    private async Task ReadAsync(Member member, Stream stream)
    {
        var own = new byte[Math.Min(LongestOwnBuffer, AllOwnBuffers / _all.Length)];
        var buffer = own;
        while (true)
        {
            var count = await stream.ReadAsync(buffer);
            if (member.IsStuck)
                return;
            if (count == 0)
                throw new EndOfStreamException("end of stream");
            bool startsSending;
            lock (_gate)
            {
                Receive(member, buffer.AsSpan(0, count));
                startsSending = StartsSending(member);
            }

            // Where there is more, it goes into one of few large buffers, which stay in the cache of the processor.
            var hasMore = count == buffer.Length;
            if (buffer != own)
                ArrayPool<byte>.Shared.Return(buffer);
            buffer = hasMore ? ArrayPool<byte>.Shared.Rent(LargeBuffer) : own;
            if (startsSending)
                _ = GuardAsync(member, SendAsync(member));
        }
    }

    private void Receive(Member member, ReadOnlySpan<byte> bytes)
    {
        _lastReceived = Stopwatch.GetTimestamp();
        _lastProgress = Environment.TickCount64;
        if (member.Position is not { } before)
        {
            bytes = member.FirstLines = [.. member.FirstLines, .. bytes];
            // The lines before it may not have been read from any other connection yet; a later line comes soon.
            if (bytes.Length < _stream.LineLength || !_stream.Contains(bytes[.._stream.LineLength], out before))
                return;
            member.Position = before;
            member.FirstLines = [];
        }

        _stream.Take(member, bytes);
        if (_stream.Lines > _sent)
            throw new FaultException("more lines have arrived than were sent");

        var (first, end) = (before / _stream.LineLength, member.Position.Value / _stream.LineLength);
        var stride = _workload.Rate > 0 ? 1 : SampleStride;
        for (var line = (first + stride - 1) / stride * stride; line < end; line += stride)
            _latency.Add(_lastReceived - _stream.LineAt(line).SentAt);
        if (member.Number >= _senders.Length)
            return;
        for (var line = first; line < end; line++)
        {
            if (_stream.LineAt(line).Sender == member.Number)
                member.Returned++;
        }
    }

    private void SetQuota(Member sender, uint quota)
    {
        sender.Quota = quota;
        if (StartsSending(sender))
            _ = Task.Run(() => GuardAsync(sender, SendAsync(sender)));
    }

    /// <returns>Whether the caller has to send for it, without the lock.</returns>
    private bool StartsSending(Member member)
    {
        if (member.IsSending || member.Allowed(_workload.Window) == 0)
            return false;
        member.IsSending = true;
        return true;
    }

    private async Task SendAsync(Member sender)
    {
        var batch = ArrayPool<byte>.Shared.Rent(BatchLength);
        while (true)
        {
            int count;
            lock (_gate)
            {
                count = (int)Math.Min(sender.Allowed(_workload.Window), BatchLength / ExpectedStream.SentLength);
                var now = Stopwatch.GetTimestamp();
                for (var i = 0; i < count; i++)
                    ExpectedStream.Write(batch.AsSpan(i * ExpectedStream.SentLength), sender.Sent++, now);
                _sent += count;
                sender.IsSending = count > 0;
            }

            if (count == 0)
                break;
            await sender.Connection!.Stream.WriteAsync(batch.AsMemory(0, count * ExpectedStream.SentLength));
            // Without a window a sender would go on for as long as the kernel takes its lines.
            if (_workload.Window == 0)
                await Task.Yield();
        }

        ArrayPool<byte>.Shared.Return(batch);
    }
}
