using System.Diagnostics;
using System.Net.Sockets;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Load;

/// <summary>
/// The members of one workload: they join, then send, once to warm up and once to be measured. One thread serves all of
/// them, without waiting for any: asynchronous reads cost two to three times as much.
/// </summary>
internal sealed class LoadRun : IDisposable
{
    private const int BufferLength = 256 * 1024;
    private const int BatchLength = 64 * 1024;

    /// <summary>Fewer than the connections that a server lets wait to be accepted.</summary>
    private const int JoinGroup = 1000;
    private const int StuckReceiveBuffer = 16 * 1024;

    /// <summary>One of this many lines is a sample for the latencies.</summary>
    private const int SampleStride = 8;

    /// <summary>Milliseconds from one line to the next while members join.</summary>
    private const int ProbeInterval = 50;

    /// <summary>Milliseconds; longer than a server waits for a slow consumer.</summary>
    private const long StallTimeout = 30_000;

    /// <summary>Microseconds.</summary>
    private const int LongestWait = 1000;

    /// <summary>Members that do not send are read this often: more arrives at once, which costs less.</summary>
    private static readonly TimeSpan SilentInterval = TimeSpan.FromMilliseconds(1);

    /// <summary>Time for lines that must not arrive.</summary>
    private static readonly TimeSpan SurplusDelay = TimeSpan.FromMilliseconds(60);

    private readonly Workload _workload;
    private readonly StartedServer _server;
    private readonly CancellationToken _cancellation;
    private readonly LoadMember[] _all;
    private readonly LoadMember[] _members;
    private readonly LoadMember[] _senders;
    private readonly ExpectedStream _stream;
    private readonly Dictionary<Socket, LoadMember> _readers = [];
    private readonly List<Socket> _ready = [];
    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly byte[] _batch = new byte[BatchLength];
    private Histogram _latency = new();
    private long _sent;
    private long _lastReceived;
    private long _silentReadAt;

    public LoadRun(Workload workload, StartedServer server, CancellationToken cancellation)
    {
        _workload = workload;
        _server = server;
        _cancellation = cancellation;
        // The names of all senders have the same length: there are at most 100.
        var numbers = Enumerable.Range(0, workload.Members + workload.StuckReaders);
        _all = [.. numbers.Select(number => new LoadMember(number, $"u{number:D2}", CreateConnection(server.Door)))];
        foreach (var member in _all[workload.Members..])
            member.Socket.ReceiveBufferSize = StuckReceiveBuffer;
        _members = _all[..workload.Members];
        _senders = _all[..Math.Max(1, workload.Senders)];
        _stream = new ExpectedStream([.. _senders.Select(sender => sender.Name)]);
    }

    private static IMemberConnection CreateConnection(BenchDoor door) => door switch
    {
        BenchDoor.Ws => new WebSocketMemberConnection(new MemberConnection(AddressFamily.InterNetwork)),
        BenchDoor.Wss => new WebSocketMemberConnection(new TlsMemberConnection()),
        BenchDoor.Tls => new TlsMemberConnection(),
        BenchDoor.Unix => new MemberConnection(AddressFamily.Unix),
        _ => new MemberConnection(AddressFamily.InterNetwork),
    };

    private long Deliveries => _members.Sum(member => member.Position ?? 0) / _stream.LineLength;

    /// <summary>Lets all members join, a group at a time.</summary>
    /// <returns>Joins per second.</returns>
    public double Join()
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var group in _all.Chunk(JoinGroup))
        {
            foreach (var member in group)
            {
                member.Join(_server.NextAddress(_server.Door));
                _readers.Add(member.Socket, member);
            }

            var next = 0L;
            Until(() =>
            {
                // The server does not report who is in the room: a member is when it receives a line.
                if (Environment.TickCount64 >= next)
                {
                    next = Environment.TickCount64 + ProbeInterval;
                    _senders[0].Quota++;
                }

                return Array.TrueForAll(group, member => member.Position is not null);
            });
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        Until(() => IsComplete(_all));
        return _all.Length / elapsed.TotalSeconds;
    }

    /// <summary>Sends, and waits until every member has received every line.</summary>
    /// <param name="duration">How long lines are sent, if their number is not given.</param>
    public LoadFigures Send(LoadFigures figures, TimeSpan duration, uint lines)
    {
        _latency = new Histogram();
        var deliveries = Deliveries;
        var cpu = _server.Stats?.CpuTime;
        var start = Stopwatch.GetTimestamp();
        uint[] before = [.. _senders.Select(sender => sender.Sent)];
        var isEnding = lines > 0;
        foreach (var sender in _senders)
            sender.Quota = isEnding ? sender.Sent + (lines / (uint)_senders.Length) : uint.MaxValue;
        Until(() =>
        {
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (_workload.Rate > 0 && !isEnding)
            {
                // They take turns.
                var due = (uint)(elapsed.TotalSeconds * _workload.Rate);
                foreach (var sender in _senders)
                    sender.Quota = before[sender.Number] + ((due + (uint)(_senders.Length - 1 - sender.Number)) / (uint)_senders.Length);
            }

            if (!isEnding && elapsed >= duration)
            {
                isEnding = true;
                foreach (var sender in _senders)
                    sender.Quota = sender.Sent;
            }

            return isEnding && IsComplete(_members);
        });

        cpu = _server.Stats?.CpuTime - cpu;
        var seconds = Stopwatch.GetElapsedTime(start, _lastReceived).TotalSeconds;
        deliveries = Deliveries - deliveries;
        var end = Stopwatch.GetTimestamp();
        Until(() => Stopwatch.GetElapsedTime(end) > SurplusDelay && IsComplete(_members));
        return figures with
        {
            Speed = deliveries / seconds,
            ServerCpu = cpu?.TotalMicroseconds / deliveries,
            Latency = _latency,
        };
    }

    /// <summary>Makes the stuck readers stop reading.</summary>
    public void StopReading()
    {
        foreach (var member in _all[_workload.Members..])
            _readers.Remove(member.Socket);
    }

    public void Dispose()
    {
        foreach (var member in _all)
            member.Dispose();
    }

    private void Until(Func<bool> condition)
    {
        for (var start = Stopwatch.GetTimestamp(); !condition(); Turn())
        {
            _cancellation.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(Math.Max(start, _lastReceived)).TotalMilliseconds > StallTimeout)
                throw new FaultException($"lines are missing, and nothing was received for {StallTimeout / 1000} s");
        }
    }

    private bool IsComplete(LoadMember[] members) =>
        Array.TrueForAll(_senders, sender => sender.Sent == sender.Quota && sender.HasFlushed)
        && _stream.Lines == _sent
        && Array.TrueForAll(members, _stream.IsAtHead);

    /// <summary>Sends what may be sent, and reads what has arrived.</summary>
    private void Turn()
    {
        var wait = LongestWait;
        foreach (var sender in _senders)
        {
            Send(sender);
            if (sender.HasFlushed && sender.Allowed(_workload.Window) > 0)
                wait = 0;
        }

        _ready.Clear();
        if (_workload.Rate > 0 || Stopwatch.GetElapsedTime(_silentReadAt) >= SilentInterval)
        {
            _silentReadAt = Stopwatch.GetTimestamp();
            _ready.AddRange(_readers.Keys);
        }
        else
        {
            foreach (var sender in _senders)
                _ready.Add(sender.Socket);
        }

        Socket.Select(_ready, null, null, wait);
        foreach (var socket in _ready)
        {
            var member = _readers[socket];
            if (member.Receive(_buffer) is > 0 and var count)
                Receive(member, _buffer.AsSpan(0, count));
        }
    }

    private void Receive(LoadMember member, ReadOnlySpan<byte> bytes)
    {
        _lastReceived = Stopwatch.GetTimestamp();
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
        for (var line = member.Number < _senders.Length ? first : end; line < end; line++)
        {
            if (_stream.LineAt(line).Sender == member.Number)
                member.Returned++;
        }
    }

    /// <summary>Sends one batch at most, so that all senders have their turn.</summary>
    private void Send(LoadMember sender)
    {
        sender.Flush();
        var count = (int)Math.Min(sender.Allowed(_workload.Window), BatchLength / ExpectedStream.SentLength);
        if (count == 0 || !sender.HasFlushed)
            return;
        var now = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            ExpectedStream.Write(_batch.AsSpan(i * ExpectedStream.SentLength), sender.Sent++, now);
        _sent += count;
        sender.Send(_batch.AsSpan(0, count * ExpectedStream.SentLength));
    }
}
