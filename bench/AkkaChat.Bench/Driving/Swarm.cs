using System.Net;
using System.Text;
using AkkaChat.Bench.Native;

namespace AkkaChat.Bench.Driving;

/// <summary>Many connections, all looked after by one thread.</summary>
internal sealed class Swarm : IDisposable
{
    private const int BufferLength = 256 * 1024;
    private const int StuckReceiveBuffer = 16 * 1024;
    private const int PortsPerAddress = 5000;
    private const int DefaultBacklog = 128;
    private const int LargestBacklog = 1024;
    private const int MostRounds = 64;
    private const long AcceptPoll = 50_000;
    private const long ConnectLimit = 60 * Clock.Second;

    private readonly IPEndPoint _server;
    private readonly Protocol _protocol;
    private readonly IReadOnlyList<Connection> _connections;
    private readonly Func<Connection, string> _name;
    private readonly CancellationToken _cancellation;
    private readonly AcceptQueue _acceptQueue;
    private readonly Epoll _prompt = new();
    private readonly Epoll _leisurely = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferLength, pinned: true);
    private long _leisurelyAt;
    private int _connecting;

    /// <param name="name">What a connection calls itself.</param>
    public Swarm(
        IPEndPoint server,
        Protocol protocol,
        IReadOnlyList<Connection> connections,
        Func<Connection, string> name,
        CancellationToken cancellation)
    {
        _server = server;
        _protocol = protocol;
        _connections = connections;
        _name = name;
        _cancellation = cancellation;
        _acceptQueue = new AcceptQueue(server.Port);
    }

    public required ISwarmUser User { get; set; }

    /// <summary>Told before the user is told what was received.</summary>
    public Latency? Latency { get; set; }

    /// <summary>Whether the kernel says when it has received something.</summary>
    public bool IsStamped { get; init; }

    /// <summary>How often the leisurely connections are looked after: seldom, they receive more at once.</summary>
    public long Leisure { get; set; } = Clock.Millisecond / 10;

    public long LastReceived { get; private set; }

    public long ReceivedBytes { get; private set; }

    /// <summary>Connects further ones, no faster than the server accepts, until there are so many.</summary>
    public void ConnectUntil(int count)
    {
        var limit = Clock.Now + ConnectLimit;
        var next = _connections.TakeWhile(connection => connection.State != ConnectionState.New).Count();
        while (next < count || _connecting > 0 || _acceptQueue.Read() is ( > 0, _))
        {
            if (Clock.Now > limit)
                throw new BenchException($"the server has not accepted {count} connections");
            var (waiting, backlog) = _acceptQueue.Read() ?? (0, DefaultBacklog);
            var room = ((Math.Min(backlog, LargestBacklog) + 1) / 2) - waiting - _connecting;
            for (; room > 0 && next < count; room--)
                Connect(_connections[next++]);
            Turn(next < count ? 0 : AcceptPoll);
        }
    }

    /// <summary>Does what can be done now, or waits for something to do.</summary>
    /// <param name="patience">The longest time to wait.</param>
    public void Turn(long patience)
    {
        _cancellation.ThrowIfCancellationRequested();
        var now = Clock.Now;
        if (now - _leisurelyAt >= Leisure)
        {
            _leisurelyAt = now;
            var rounds = 0;
            while (Handle(_leisurely, 0) == Epoll.MostEvents && ++rounds < MostRounds)
            {
            }
        }

        Handle(_prompt, Math.Clamp(_leisurelyAt + Leisure - now, 0, patience));
    }

    /// <summary>Sends, now or as soon as the kernel takes it.</summary>
    /// <returns>False if something is left; the user is told when it is not any more.</returns>
    public bool Send(Connection connection, ReadOnlySpan<byte> bytes)
    {
        var isDone = connection.Send(bytes);
        AwaitWrite(connection, !isDone);
        return isDone;
    }

    /// <summary>It is not read any more.</summary>
    public void Abandon(Connection connection) => EpollOf(connection).Remove(connection.Socket);

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            if (connection.State is ConnectionState.Connecting or ConnectionState.Open)
                connection.Socket.Close();
        }

        _prompt.Dispose();
        _leisurely.Dispose();
        _acceptQueue.Dispose();
    }

    private void Connect(Connection connection)
    {
        var socket = RawSocket.Open();
        connection.Socket = socket;
        connection.State = ConnectionState.Connecting;
        connection.IsWriteAwaited = true;
        if (connection.IsStuck)
            socket.LimitReceiveBuffer(StuckReceiveBuffer);
        if (IsStamped)
            socket.StampReceived();
        var addresses = 1 + (_connections.Count / PortsPerAddress);
        if (addresses > 1)
            socket.Bind(new IPAddress([127, 0, 0, (byte)(1 + (connection.Number % addresses))]));
        socket.Connect(_server);
        _connecting++;
        EpollOf(connection).Add(socket, connection.Number, true);
    }

    private int Handle(Epoll epoll, long patience)
    {
        var count = epoll.Wait(patience);
        for (var i = 0; i < count; i++)
        {
            var (number, canRead, canWrite) = epoll.Event(i);
            var connection = _connections[number];
            if (connection.State == ConnectionState.Connecting)
                Greet(connection);
            if (canRead && connection.State == ConnectionState.Open)
                Receive(connection);
            if (canWrite && connection.State == ConnectionState.Open)
                SendOn(connection);
        }

        return count;
    }

    private void Greet(Connection connection)
    {
        if (connection.Socket.Error() is { } error)
            throw new BenchException($"cannot connect: {error.Message}");
        _connecting--;
        connection.State = ConnectionState.Open;
        if (connection.IsMember)
            Send(connection, Encoding.UTF8.GetBytes(_protocol.Hello(_name(connection))));
    }

    private void Receive(Connection connection)
    {
        var stamp = 0L;
        var count = IsStamped
            ? connection.Socket.ReceiveStamped(_buffer, out stamp)
            : connection.Socket.Receive(_buffer);
        if (count == RawSocket.NotNow)
            return;
        if (count == 0)
        {
            connection.State = ConnectionState.Closed;
            connection.Socket.Close();
            User.Closed(connection);
            return;
        }

        ReceivedBytes += count;
        LastReceived = Clock.Now;
        if (Latency is { } latency)
        {
            latency.ReadAt = LastReceived;
            latency.ArrivedAt = stamp == 0 ? 0 : Clock.From(stamp);
        }

        User.Received(connection, _buffer.AsSpan(0, count));
        if (connection.Unsent > 0)
            AwaitWrite(connection, true);
    }

    private void SendOn(Connection connection)
    {
        if (!connection.SendOn())
            return;
        AwaitWrite(connection, false);
        User.CanSend(connection);
    }

    private void AwaitWrite(Connection connection, bool isAwaited)
    {
        if (connection.IsWriteAwaited == isAwaited)
            return;
        connection.IsWriteAwaited = isAwaited;
        EpollOf(connection).Change(connection.Socket, connection.Number, isAwaited);
    }

    private Epoll EpollOf(Connection connection) => connection.IsLeisurely ? _leisurely : _prompt;
}
