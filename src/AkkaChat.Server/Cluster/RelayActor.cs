using System.Diagnostics.Metrics;
using Akka.Actor;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using static AkkaChat.Server.Cluster.ClusterMessages;
using static AkkaChat.Server.Cluster.RelayMessages;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>
/// The room, to the members of one node of a cluster. Their lines are posted to the sequencer, and come back in the one order of
/// all nodes; a line is accepted when it is committed.
/// <para>States: open → closing → closed.</para>
/// </summary>
/// <param name="settings">Those in effect when an incarnation begins; a change is sent as <see cref="Configure"/>.</param>
/// <param name="gauges">Written by this actor alone.</param>
/// <param name="lineDuration">Is not recorded in a cluster: lines of other nodes arrive without their times.</param>
internal sealed class RelayActor(Func<RoomSettings> settings, RoomGauges gauges, Histogram<double> lineDuration)
    : UntypedActor, IWithTimers
{
    /// <summary>For posts that are on their way when the room closes.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly Relay _relay = new(
        static () => Random.Shared.NextInt64(1, long.MaxValue), ProtocolRules.All, static () => Context.System.Scheduler.MonotonicClock);
    private readonly NodeMembers _members = new(settings(), static () => Context.System.Scheduler.MonotonicClock);
    private readonly BatchBuilder _batch = new(settings().AckThreshold);
    private readonly SequencerContact _contact = new(Now);

    /// <summary>Whose lines are in the post in flight.</summary>
    private readonly List<IActorRef> _authors = [];
    private readonly List<IActorRef> _awaitAttached = [];
    private IActorRef _closeRequester = ActorRefs.Nobody;
    private bool _isFlushScheduled;

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    public static Props Props(Func<RoomSettings> settings, RoomGauges gauges, Histogram<double> lineDuration) =>
        Akka.Actor.Props.Create<RelayActor>(settings, gauges, lineDuration);

    protected override void PreStart() => Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, Sequencer.TickInterval);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IFromSequencer of: OnSequencer(of); break;
            case Say say: OnSay(say); break;
            case Join join: OnJoin(join); break;
            case Announce announce: _members.Announce(announce.Text); Sender.Tell(Announced.Instance); ScheduleFlush(); break;
            case Close: OnClose(); break;
            default: OnAnyTime(message); break;
        }
    }

    private void Closing(object message)
    {
        switch (message)
        {
            case IFromSequencer of: OnSequencer(of); break;
            case Join: Sender.Tell(Left.Instance); break;
            case Say or Announce: break;
            case Close: _closeRequester = Sender; break;
            case CloseExpired: FinishClosing(); return;
            default: OnAnyTime(message); break;
        }

        if (_members.HasNothingToSay && !_relay.HasPostInFlight)
            FinishClosing();
    }

    private void Closed(object message)
    {
        switch (message)
        {
            // The log of this node still counts until it has left the cluster.
            case IFromSequencer of: OnSequencer(of); break;
            case Tick: _relay.Tick(); Settle(); break;
            case Join or Say or Leave: Sender.Tell(Left.Instance); break;
            case Close: Sender.Tell(RoomClosed.Instance); break;
            case Announce: Sender.Tell(Announced.Instance); break;
            case GetContact: Sender.Tell(_contact.State(Now)); break;
        }
    }

    private void OnAnyTime(object message)
    {
        switch (message)
        {
            case Flush: _isFlushScheduled = false; Settle(); break;
            case Tick: OnTick(); break;
            case DeliveryAck: _members.Acknowledge(Sender); Settle(); break;
            case Congested: OnCongestion(true); break;
            case CongestionCleared: OnCongestion(false); break;
            case Retry: _members.Requeue(); Settle(); break;
            case Leave: OnLeave(); break;
            case Terminated terminated: _members.Remove(terminated.ActorRef); Settle(); break;
            case Configure configure: _members.Configure(configure.Settings); break;
            case GetContact: Sender.Tell(_contact.State(Now)); break;
            case AwaitAttached: _awaitAttached.Add(Sender); AnswerAttached(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>The relay that comes next is another one, and its members are others.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        Context.System.EventStream.Publish(new ChatEvents.RoomFailed(_members.Count));
        if (message is Join && !_members.Contains(Sender))
            Sender.Tell(Left.Instance);
        Expel();
        base.PreRestart(reason, message);
    }

    private void OnSequencer(IFromSequencer message)
    {
        _relay.Receive(message);
        _contact.OnMessage(message, Sender, _relay, Now);
        Settle();
    }

    private void OnTick()
    {
        _relay.Tick();
        if (_contact.IsLost(Now))
            Expel();
        if (_contact.IsGivenUp(Now))
            GiveUp();
        Settle();
    }

    /// <summary>Either ends the process: a failed start, or the end of this actor.</summary>
    private void GiveUp()
    {
        if (_awaitAttached.Count > 0)
            AnswerStart(NotAttached.Instance);
        else
            Context.Stop(Self);
    }

    private void OnSay(Say say)
    {
        if (_members.TrySay(Sender, say.Lines))
            ScheduleFlush();
        else
            Sender.Tell(Left.Instance);
    }

    private void OnJoin(Join join)
    {
        if (_contact.IsLost(Now))
        {
            Sender.Tell(Left.Instance);
            return;
        }

        Context.Watch(Sender);
        _members.Add(Sender, join.Username);
        Settle();
    }

    private void OnLeave()
    {
        if (_members.Contains(Sender))
        {
            foreach (var lines in _relay.Undelivered())
                Sender.Tell(new Deliver(new Batch(lines)));
            Context.Unwatch(Sender);
            _members.Remove(Sender);
        }

        Sender.Tell(Left.Instance);
        Settle();
    }

    private void OnCongestion(bool isCongested)
    {
        _members.SetCongested(Sender, isCongested);
        Settle();
    }

    private void OnClose()
    {
        _closeRequester = Sender;
        Timers.StartSingleTimer(CloseExpired.Instance, CloseExpired.Instance, CloseTimeout);
        Become(Closing);
        Self.Tell(Flush.Instance);
    }

    private void FinishClosing()
    {
        foreach (var lines in _relay.Undelivered())
            _members.Deliver(lines);
        Expel();
        Become(Closed);
        _closeRequester.Tell(RoomClosed.Instance);
    }

    /// <summary>Carries out what the relay has decided, and posts what waits.</summary>
    private void Settle()
    {
        if (_relay.TakeExpulsion())
            Expel();
        if (_relay.TakePostCommitted())
            Accept();
        _members.SetCluster(_relay.Status);
        _relay.IsCongested = _members.AreCongested;
        if (_relay.IsAttached)
        {
            AnswerAttached();
            _members.AdmitWaiting();
        }

        while (_members.CanDeliver && _relay.TryDeliver(out var lines))
            _members.Deliver(lines);
        if (_members.CanDeliver)
            _relay.MarkTaken();
        TryPost();
        _relay.SendAck();
        _contact.Send(_relay, Self);
        gauges.Set(_members.Count, _members.Congested);
    }

    private void Accept()
    {
        foreach (var author in _authors)
            author.Tell(Accepted.Instance);
        _authors.Clear();
    }

    private void TryPost()
    {
        if (!_relay.CanPost || _isFlushScheduled)
            return;

        _members.TakeSays(_batch, _authors);
        if (!_batch.IsEmpty)
            _relay.Post(_batch.Build(lineDuration, recipients: 0).Bytes);
        if (_members.AwaitsRefill && !Timers.IsTimerActive(Retry.Instance))
            Timers.StartSingleTimer(Retry.Instance, Retry.Instance, RoomActor.RetryInterval);
    }

    private void Expel()
    {
        foreach (var member in _members.RemoveAll())
        {
            Context.Unwatch(member);
            member.Tell(Left.Instance);
        }

        _authors.Clear();
    }

    private void AnswerAttached()
    {
        if (_relay.IsAttached)
            AnswerStart(AttachedToRoom.Instance);
    }

    private void AnswerStart(object answer)
    {
        foreach (var requester in _awaitAttached)
            requester.Tell(answer);
        _awaitAttached.Clear();
    }

    private void ScheduleFlush()
    {
        if (_isFlushScheduled)
            return;
        _isFlushScheduled = true;
        Self.Tell(Flush.Instance);
    }

    /// <summary>What is in the mailbox ahead of it joins the post.</summary>
    private sealed class Flush { public static readonly Flush Instance = new(); }

    private sealed class Tick { public static readonly Tick Instance = new(); }

    /// <summary>Shares may have been refilled.</summary>
    private sealed class Retry { public static readonly Retry Instance = new(); }

    private sealed class CloseExpired { public static readonly CloseExpired Instance = new(); }
}
