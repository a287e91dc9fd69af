using System.Globalization;
using System.Net;
using AkkaChat.Bench.Checking;
using AkkaChat.Bench.Native;

namespace AkkaChat.Bench.Driving;

/// <summary>One measurement of one running server, from connecting to the last delivery.</summary>
internal sealed class LoadRun : ISwarmUser, IDisposable
{
    private const int BatchLength = 64 * 1024;
    private const long MeasuringLeisure = Clock.Millisecond;
    private const long Linger = 60 * Clock.Millisecond;

    /// <summary>Longer than a server waits for those who do not read.</summary>
    private const long StallLimit = 30 * Clock.Second;

    private readonly Protocol _protocol;
    private readonly Shape _shape;
    private readonly CpuClock? _serverClock;
    private readonly List<Connection> _connections = [];
    private readonly List<Connection> _members = [];
    private readonly List<Sender> _senders = [];
    private readonly Swarm _swarm;
    private readonly Latency _latency;
    private readonly CommonStream _verifier;
    private readonly byte[] _template;
    private readonly byte[] _batch = new byte[BatchLength];
    private readonly string _nameFormat;
    private Queue<Sender> _due = [];
    private Queue<Sender> _dueNext = [];
    private OpenLoop? _openLoop;

    /// <param name="serverPid">Null if the processor time of the server is of no interest.</param>
    public LoadRun(
        IPEndPoint server, int? serverPid, Protocol protocol, Shape shape, CancellationToken cancellation)
    {
        _protocol = protocol;
        _shape = shape;
        _serverClock = serverPid is { } pid ? CpuClock.Of(pid) : null;
        _template = protocol.Framed(default);
        _latency = new Latency(shape.Rate is not null);
        // Names of senders are equally long.
        _nameFormat = $"D{(shape.Senders - 1).ToString(CultureInfo.InvariantCulture).Length}";
        MakeConnections();
        MakeSenders();
        _verifier = new CommonStream(
            _members,
            _senders,
            [.. _senders.Select(sender => protocol.Prefix!(Name(sender.Number)))],
            protocol.End,
            _latency,
            MakeDue);
        _swarm = new Swarm(server, protocol, _connections, c => Name((uint)c.Number), cancellation)
        {
            User = this,
            IsStamped = shape.Rate is not null,
        };
    }

    /// <summary>Connects, joins, measures.</summary>
    /// <param name="duration">How long messages are sent, if their number is not given.</param>
    public LoadFigures Run(TimeSpan duration)
    {
        var joining = new Joining(_protocol);
        _swarm.User = joining;
        _swarm.ConnectUntil(_connections.Count);
        joining.Join(_swarm, Probers(), _shape.Clients + _shape.StuckReaders);
        joining.Settle(_swarm);
        foreach (var stuck in _connections.Where(connection => connection.IsStuck))
            _swarm.Abandon(stuck);

        _swarm.User = this;
        _swarm.Leisure = MeasuringLeisure;
        _swarm.Latency = _latency;
        var serverCpu = _serverClock?.Read();
        var driverCpu = CpuClock.Own.Read();
        var start = Clock.Now;
        string? failure = null;
        try
        {
            Drive(start, (long)duration.TotalNanoseconds);
        }
        catch (FaultException fault)
        {
            failure = fault.Message;
        }

        serverCpu = _serverClock?.Read() - serverCpu;
        driverCpu = CpuClock.Own.Read() - driverCpu;
        var elapsed = Math.Max(1, _swarm.LastReceived - start);
        failure ??= SurplusFault();
        return Figures(TimeSpan.FromMicroseconds(elapsed / 1000.0), serverCpu, driverCpu, failure);
    }

    public void Received(Connection connection, ReadOnlySpan<byte> bytes)
    {
        // What publishers are answered is of no interest.
        if (connection.IsMember)
            _verifier.Take(connection, bytes);
    }

    public void CanSend(Connection connection)
    {
        if (connection.Sender is { } sender)
            MakeDue(sender);
    }

    public void Closed(Connection connection) =>
        throw new FaultException(Fault.NotServed, $"member {connection.Number} was closed");

    public void Dispose() => _swarm.Dispose();

    private string Name(uint number) => "u" + number.ToString(_nameFormat, CultureInfo.InvariantCulture);

    private void MakeConnections()
    {
        for (var i = 0; i < _shape.Clients + _shape.StuckReaders; i++)
        {
            var isStuck = i >= _shape.Clients;
            var isSilent = i > Math.Max(_shape.Senders, 1) || isStuck;
            _connections.Add(new Connection(i)
            {
                IsStuck = isStuck,
                IsLeisurely = isSilent && _shape.Rate is null,
            });
        }

        _members.AddRange(_connections.Take(_shape.Clients));
        for (var i = 0; _protocol.PublishesApart && i < _shape.Senders; i++)
            _connections.Add(new Connection(_connections.Count) { IsMember = false });
    }

    private void MakeSenders()
    {
        var publishers = _protocol.PublishesApart ? _shape.Clients + _shape.StuckReaders : 0;
        for (var i = 0; i < _shape.Senders; i++)
        {
            var messages = _shape.Messages is { } all
                ? (all / _shape.Senders) + (i < all % _shape.Senders ? 1 : 0)
                : uint.MaxValue;
            var connection = _connections[publishers + i];
            var sender = new Sender((uint)i, connection, _shape.Window, messages);
            connection.Sender = sender;
            _members[_protocol.Echoes ? i : (i + 1) % _shape.Clients].Returning = sender;
            _senders.Add(sender);
        }
    }

    private List<Connection> Probers() =>
        _protocol.Echoes ? [_senders[0].Connection] : [.. _members.Take(2)];

    private void Drive(long start, long duration)
    {
        if (_shape.Rate is { } rate)
            _openLoop = new OpenLoop(start, rate, (long)(duration / (double)Clock.Second * rate));
        else
            _senders.ForEach(MakeDue);

        var isStopped = _shape.Messages is not null || _openLoop is not null;
        while (true)
        {
            var now = Clock.Now;
            if (!isStopped && now - start >= duration)
            {
                isStopped = true;
                _senders.ForEach(sender => sender.Stop());
            }

            SendDue(now);
            if (isStopped && IsOver())
                return;
            if (now - Math.Max(start, _swarm.LastReceived) > StallLimit)
                throw new FaultException(Fault.NotServed, "nothing has come for 30 s");
            _swarm.Turn(_due.Count > 0 ? 0 : _openLoop?.Wait(now) ?? Clock.Millisecond);
        }
    }

    private bool IsOver() =>
        (_openLoop?.IsDone ?? _senders.TrueForAll(sender => sender.IsDone)) && _verifier.IsComplete();

    private void MakeDue(Sender sender)
    {
        if (sender.IsDue)
            return;
        sender.IsDue = true;
        _due.Enqueue(sender);
    }

    private void SendDue(long now)
    {
        while (_openLoop?.Next(now) is { } due)
            SendOne(_senders[(int)(due.Number % _senders.Count)], due.Time);

        (_due, _dueNext) = (_dueNext, _due);
        while (_dueNext.TryDequeue(out var sender))
        {
            sender.IsDue = false;
            if (_openLoop is null)
                SendAllowed(sender, now);
        }
    }

    private void SendOne(Sender sender, long time)
    {
        Write(_batch, sender, time);
        _swarm.Send(sender.Connection, _batch.AsSpan(0, _template.Length));
    }

    /// <summary>One batch at most, so that all have their turn.</summary>
    private void SendAllowed(Sender sender, long now)
    {
        if (sender.Connection.Unsent > 0)
            return;

        var allowed = sender.Allowed;
        var count = (int)Math.Min(allowed, _batch.Length / _template.Length);
        if (count == 0)
            return;
        for (var i = 0; i < count; i++)
            Write(_batch.AsSpan(i * _template.Length), sender, now);
        if (_swarm.Send(sender.Connection, _batch.AsSpan(0, count * _template.Length)) && count < allowed)
            MakeDue(sender);
    }

    private void Write(Span<byte> frame, Sender sender, long time)
    {
        _template.CopyTo(frame);
        new Stamp(sender.Number, sender.Sent, time).Write(frame.Slice(_protocol.SendStart.Length, Shape.MessageLength));
        sender.CountSent();
    }

    /// <summary>Waits for what should not come any more.</summary>
    private string? SurplusFault()
    {
        try
        {
            for (var end = Clock.Now + Linger; Clock.Now < end;)
                _swarm.Turn(Clock.Millisecond);
            return _verifier.IsComplete() ? null : $"{Fault.Malformed}: more has come than was sent";
        }
        catch (FaultException fault)
        {
            return fault.Message;
        }
    }

    private LoadFigures Figures(TimeSpan elapsed, TimeSpan? serverCpu, TimeSpan driverCpu, string? failure)
    {
        var isByKernel = _latency.Arrived.Count > 0;
        var times = isByKernel ? _latency.Arrived : _latency.Read;
        return new LoadFigures(
            _senders.Sum(sender => sender.Sent),
            _verifier.Deliveries,
            elapsed,
            serverCpu,
            driverCpu,
            times.Quantile(0.5),
            times.Quantile(0.99),
            times.Longest,
            isByKernel,
            failure);
    }
}
