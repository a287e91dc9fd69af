using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using static AkkaChat.Server.Connections.HandshakeMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Admits or rejects each connection, whichever door it came through, and is the parent of its ConnectionActor. A child that
/// fails is stopped, which disconnects its own client only.
/// <para>States: admitting → draining.</para>
/// </summary>
internal sealed class ConnectionManagerActor : UntypedActor, IWithTimers
{
    private readonly ConnectionLimiter _limiter;
    private readonly Moderation _moderation;
    private readonly PasswordAttempts _passwords;
    private readonly ConnectionProps _connectionProps;
    private readonly ProxyHeaders _proxyHeaders;
    private readonly Dictionary<IActorRef, AdmittedClient> _admitted = [];
    private readonly OperatorRequests _operator;
    private readonly HashSet<IActorRef> _rejected = [];

    /// <summary>The limits of now.</summary>
    private Configure _configuration;

    private long _lastId;

    /// <summary>Waits for <see cref="Drained"/>.</summary>
    private IActorRef _requester = ActorRefs.Nobody;

    /// <param name="configuration">That in effect when the actor starts or restarts; a change is sent as a message.</param>
    /// <param name="moderation">Used by this actor alone, and kept when it restarts: bans and mutes last until the server ends.</param>
    /// <param name="passwords">As <paramref name="moderation"/>.</param>
    public ConnectionManagerActor(
        Func<Configure> configuration, Moderation moderation, PasswordAttempts passwords, ConnectionProps connectionProps, ProxyHeaders proxyHeaders)
    {
        _moderation = moderation;
        _passwords = passwords;
        _configuration = configuration();
        _limiter = new ConnectionLimiter(_configuration.Descriptors.Connections, _configuration.Limits.MaxConnectionsPerAddress);
        _operator = new OperatorRequests(_admitted, _moderation, Context.System.Scheduler);
        _connectionProps = connectionProps;
        _proxyHeaders = proxyHeaders;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private int Count => _admitted.Count + _rejected.Count;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Connected connected: OnConnected(connected); break;
            case ConnectionAccepted accepted: AdmitOrReject(accepted.Client); break;
            case Terminated terminated: Remove(terminated.ActorRef); break;
            case FirstLineRead line: OnFirstLine(line); break;
            case Configure configuration: OnConfigure(configuration); break;
            case BeginDrain begin: OnBeginDrain(begin.Limit); break;
            default:
                if (!_operator.TryHandle(message, Sender))
                    Unhandled(message);
                break;
        }
    }

    private void Draining(object message)
    {
        switch (message)
        {
            // Akka.IO cannot stop accepting without resetting the connections that are still being flushed.
            case Tcp.Connected or ConnectionAccepted: Sender.Tell(Tcp.Close.Instance); break;
            case Terminated terminated: Remove(terminated.ActorRef); AnswerIfDrained(); break;
            // Drain is on its way to the sender, and closes it.
            case FirstLineRead: break;
            case Configure: break;
            case AwaitDrained: _requester = Sender; AnswerIfDrained(); break;
            case DrainExpired: ResetAll(); break;
            default:
                // Operators of other nodes.
                if (!_operator.TryHandle(message, Sender))
                    Unhandled(message);
                break;
        }
    }

    /// <summary>
    /// A connection from a trusted proxy comes again as ConnectionAccepted, when its PROXY header has been read; how many wait for
    /// theirs is limited by <see cref="ProxyHeaders"/>.
    /// </summary>
    private void OnConnected(Tcp.Connected connected)
    {
        var client = Client.Of(Door.Tcp, connected.RemoteAddress);
        if (_proxyHeaders.AreExpectedFrom(connected.RemoteAddress))
            Context.ActorOf(Props.Create<ProxiedConnectionActor>(Sender, client, _proxyHeaders, Self));
        else
            AdmitOrReject(client);
    }

    private void AdmitOrReject(Client client)
    {
        // The limiter comes last: it takes a slot.
        var rejection = DenialOf(client)
            ?? _moderation.RejectionOf(client.Address, Now)
            ?? _passwords.RejectionOf(client.Address, Now)
            ?? _limiter.TryAcquire(client.Address);
        if (rejection is null)
        {
            _admitted.Add(StartConnection(client, rejection), new AdmittedClient(++_lastId, client, DateTimeOffset.UtcNow));
        }
        else if (_rejected.Count < _configuration.Descriptors.Rejections)
        {
            _rejected.Add(StartConnection(client, rejection));
        }
        else
        {
            // Too many rejections in progress: abort without a notice.
            Sender.Tell(Tcp.Abort.Instance);
            Publish(ChatEvents.ConnectionEnded.NotAdmitted(client, rejection.Reason));
        }
    }

    private Rejection? DenialOf(Client client) =>
        _configuration.Limits.Denied.Contains(client.Address) ? Rejection.AddressDenied : null;

    private void OnConfigure(Configure configuration)
    {
        _configuration = configuration;
        _limiter.MaxConnections = configuration.Descriptors.Connections;
        _limiter.MaxPerAddress = configuration.Limits.MaxConnectionsPerAddress;
        foreach (var (connection, admitted) in _admitted)
        {
            connection.Tell(configuration.Timeouts);
            if (DenialOf(admitted.Client) is { } rejection)
                connection.Tell(new ConnectionMessages.Expel(rejection));
        }
    }

    private IActorRef StartConnection(Client client, Rejection? rejection) =>
        Context.Watch(Context.ActorOf(_connectionProps(Sender, client, rejection)));

    private void Remove(IActorRef connection)
    {
        if (_admitted.Remove(connection, out var admitted))
            _limiter.Release(admitted.Client.Address);
        else
            _rejected.Remove(connection);
    }

    /// <summary>
    /// Accepts or refuses the first line of an admitted client. An address with too many wrong passwords is refused even with the
    /// right one: otherwise many connections could guess, all at the same moment.
    /// </summary>
    private void OnFirstLine(FirstLineRead line)
    {
        // It may come from a child that was stopped when this actor restarted.
        if (!_admitted.TryGetValue(Sender, out var admitted))
            return;

        var wait = TimeSpan.Zero;
        var wrongPassword = line.IsPasswordRight is { } isRight
            ? _passwords.Check(admitted.Client.Address, isRight, Now, out wait)
            : null;
        object answer = wrongPassword is null ? AcceptOrRefuseName(admitted, line) : new FirstLineRefused(wrongPassword, "");
        if (wait > TimeSpan.Zero)
            Context.System.Scheduler.ScheduleTellOnce(wait, Sender, answer, Self);
        else
            Sender.Tell(answer);
    }

    private object AcceptOrRefuseName(AdmittedClient admitted, FirstLineRead line)
    {
        if (line.Username is null)
            return new FirstLineAccepted(null);
        if (_moderation.RejectionOf(line.Username, Now) is { } rejection)
            return new FirstLineRefused(rejection, line.Username);

        admitted.OnNamed(line.Username, line.Stats);
        admitted.Mute = _moderation.MuteOf(line.Username, admitted.Network, Now);
        return new FirstLineAccepted(Mute.Of(admitted.Mute, Now));
    }

    private void OnBeginDrain(TimeSpan limit)
    {
        Publish(new ChatEvents.DrainStarted(Count));
        foreach (var connection in _admitted.Keys.Concat(_rejected))
            connection.Tell(ConnectionMessages.Drain.Instance);
        Timers.StartSingleTimer(nameof(DrainExpired), DrainExpired.Instance, limit);
        Become(Draining);
        Sender.Tell(DrainBegun.Instance);
    }

    private void ResetAll()
    {
        Publish(new ChatEvents.DrainTimedOut(Count));
        foreach (var connection in Context.GetChildren())
            Context.Stop(connection);
    }

    private void AnswerIfDrained()
    {
        if (Count == 0)
            _requester.Tell(Drained.Instance);
    }

    private static void Publish(ChatEvents.IChatEvent chatEvent) => Context.System.EventStream.Publish(chatEvent);

    /// <summary>
    /// Limits that apply from now on. Clients of addresses that are denied are disconnected; other clients stay, also if there are more
    /// than may connect.
    /// </summary>
    /// <param name="Descriptors">For the maximum of connections in <paramref name="Limits"/>.</param>
    /// <param name="Timeouts">Of the connections that are open.</param>
    public sealed record Configure(FileDescriptorLimit Descriptors, ConnectionLimits Limits, ConnectionTimeouts Timeouts);

    /// <summary>
    /// Ends admission: from now on new clients are closed, and every connection knows that the server shuts down.
    /// Connections that are still open after <paramref name="Limit"/> are reset. Answered by <see cref="DrainBegun"/>.
    /// </summary>
    public sealed record BeginDrain(TimeSpan Limit);

    /// <summary>Every connection has been sent <see cref="ConnectionMessages.Drain"/>.</summary>
    public sealed record DrainBegun { public static readonly DrainBegun Instance = new(); }

    /// <summary>To be sent after <see cref="BeginDrain"/>; answered by <see cref="Drained"/>.</summary>
    public sealed record AwaitDrained { public static readonly AwaitDrained Instance = new(); }

    /// <summary>No connection is left, but for those that wait for their PROXY header: they are closed when it comes.</summary>
    public sealed record Drained { public static readonly Drained Instance = new(); }

    private sealed class DrainExpired { public static readonly DrainExpired Instance = new(); }
}
