using System.Diagnostics;
using System.Globalization;
using System.Net;
using AkkaChat.Bench.Native;

namespace AkkaChat.Bench.Driving;

/// <summary>Members that come and say nothing: how fast they come, and what memory they take.</summary>
internal sealed class IdleRun : IDisposable
{
    private const long Hold = Clock.Second;

    private readonly Joining _joining;
    private readonly List<Connection> _connections;
    private readonly List<Connection> _probers;
    private readonly Swarm _swarm;
    private readonly int _members;
    private readonly int _others;

    public IdleRun(IPEndPoint server, Protocol protocol, int members, CancellationToken cancellation)
    {
        _members = members;
        // Where members cannot send, somebody else says what they are to hear.
        _others = protocol.PublishesApart ? 1 : 0;
        _joining = new Joining(protocol);
        _connections =
        [
            .. Enumerable.Range(0, members + _others).Select(
                i => new Connection(i) { IsMember = i >= _others, IsLeisurely = i > 1 }),
        ];
        _probers = [.. _connections.Take(protocol.Echoes ? 1 : 2)];
        _swarm = new Swarm(server, protocol, _connections, Name, cancellation) { User = _joining };
    }

    /// <summary>Lets all of them come, and waits a moment.</summary>
    /// <param name="memory">Tells what memory the server takes.</param>
    public IdleFigures Run(Func<long> memory)
    {
        var empty = memory();
        var half = _members / 2;
        var (first, firstCpu) = JoinUntil(half);
        _joining.Settle(_swarm);
        var (second, secondCpu) = JoinUntil(_members);
        for (var end = Clock.Now + Hold; Clock.Now < end;)
            _swarm.Turn(Clock.Millisecond);
        return new IdleFigures(
            _members,
            empty,
            memory(),
            half / first.TotalSeconds,
            (_members - half) / second.TotalSeconds,
            (firstCpu + secondCpu) / (first + second));
    }

    public void Dispose() => _swarm.Dispose();

    private static string Name(Connection member) => string.Create(CultureInfo.InvariantCulture, $"u{member.Number}");

    /// <returns>How long it took, and how much of it the driver worked.</returns>
    private (TimeSpan Elapsed, TimeSpan DriverCpu) JoinUntil(int count)
    {
        var cpu = CpuClock.Own.Read();
        var watch = Stopwatch.StartNew();
        _swarm.ConnectUntil(count + _others);
        _joining.Join(_swarm, _probers, count);
        return (watch.Elapsed, CpuClock.Own.Read() - cpu);
    }
}
