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
/// <param name="nodeUp">Completes when this node has become one of the cluster.</param>
/// <param name="settings">Those in effect when an incarnation begins; a change is sent as <see cref="Configure"/>.</param>
/// <param name="gauges">Written by this actor alone; so are the next.</param>
/// <param name="lineDuration">In seconds: from the arrival of a line of this node to its last write to a member of this node.</param>
internal sealed class RelayActor(
    Task nodeUp, Func<RoomSettings> settings, RoomGauges gauges, RelayGauges relayGauges, Histogram<double> lineDuration) : UntypedActor, IWithTimers
{
    /// <summary>For posts that are on their way when the room closes.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly Relay _relay = new(
        static () => Random.Shared.NextInt64(1, long.MaxValue), ProtocolRules.All, static () => Context.System.Scheduler.MonotonicClock);
    private readonly NodeMembers _members = new(settings(), lineDuration, static () => Context.System.Scheduler.MonotonicClock);
    private readonly SequencerContact _contact = new(static () => Context.System.Scheduler.MonotonicClock);
    private readonly SequencerRoute _route = new();
    private readonly AttachmentRequests _requests = new();
    private IActorRef _closeRequester = ActorRefs.Nobody;
    private bool _isFlushScheduled;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        Task nodeUp, Func<RoomSettings> settings, RoomGauges gauges, RelayGauges relayGauges, Histogram<double> lineDuration) =>
        Akka.Actor.Props.Create<RelayActor>(nodeUp, settings, gauges, relayGauges, lineDuration);

    protected override void PreStart() => Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, Sequencer.TickInterval);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IFromSequencer fromSequencer: OnSequencer(fromSequencer); break;
            case Say say: OnSay(say); break;
            case Join or Announce when _contact.State == ContactState.Lost: Sender.Tell(Left.Instance); break;
            case Join join: OnJoin(join); break;
            case Announce announce: OnAnnounce(announce.Text); break;
            case Close: OnClose(); break;
            default: OnAnyTime(message); break;
        }
    }

    private void Closing(object message)
    {
        switch (message)
        {
            case IFromSequencer fromSequencer: OnSequencer(fromSequencer); break;
            case Join or Announce: Sender.Tell(Left.Instance); break;
            // The author is expelled soon.
            case Say: break;
            case GetContact: Sender.Tell(ContactState.Closing); break;
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
            case IFromSequencer fromSequencer: OnSequencer(fromSequencer); break;
            case Tick: _relay.Tick(); Settle(); break;
            case Join or Say or Leave or Announce: Sender.Tell(Left.Instance); break;
            case Close: Sender.Tell(RoomClosed.Instance); break;
            case GetContact: Sender.Tell(ContactState.Closing); break;
            case AwaitAttached: Sender.Tell(NotAttached.Instance); break;
            case Flush or DeliveryAck or Congested or CongestionCleared or Retry or Configure or Terminated or CloseExpired: break;
            default: Unhandled(message); break;
        }
    }

    private void OnAnyTime(object message)
    {
        switch (message)
        {
            case Flush: _isFlushScheduled = false; Settle(); break;
            case Tick: OnTick(); break;
            case DeliveryAck: _members.Acknowledge(Sender); Settle(); break;
            case Congested: _members.SetCongested(Sender, true); Settle(); break;
            case CongestionCleared: _members.SetCongested(Sender, false); Settle(); break;
            case Retry: _members.Requeue(); Settle(); break;
            case Leave: OnLeave(); break;
            case Terminated terminated: _members.Remove(terminated.ActorRef); Settle(); break;
            case Configure configure: _members.Configure(configure.Settings); Settle(); break;
            case GetContact: Sender.Tell(_contact.State); break;
            case AwaitAttached: _requests.Add(Sender, _contact.State); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>All members are expelled: the next incarnation is another relay, and begins without a stream.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        Publish(new ChatEvents.RoomFailed(_members.Count));
        try
        {
            // Members of other nodes may have them already.
            _members.DeliverRest(_relay);
        }
        finally
        {
            // If the failure came before the sender was noted, nothing else answers it.
            if (message is Join && !_members.Contains(Sender))
                Sender.Tell(Left.Instance);
            _members.Expel();
            foreach (var requester in _requests.Requesters)
                Self.Tell(AwaitAttached.Instance, requester);
            if (!_closeRequester.IsNobody())
                Self.Tell(Close.Instance, _closeRequester);
            base.PreRestart(reason, message);
        }
    }

    private void OnSequencer(IFromSequencer message)
    {
        // Meant for a node that died at this address and is still counted.
        if (!nodeUp.IsCompleted)
            return;

        if (_relay.TryReceive(message))
            _members.OnNames(message, _relay);
        _route.OnMessage(message, Sender, _relay);
        if (_relay.TakeExpulsion())
            OnNotResumed();
        // A sequencer without a majority sends all other messages, too.
        if (_relay.IsAttached && message.Epoch == _relay.Followed && message is Commit)
            OnServed();
        Settle();
    }

    private void OnServed()
    {
        if (_contact.OnServed(_relay.Followed))
        {
            relayGauges.OnAttached();
            Publish(new ChatEvents.RoomAttached(_relay.Followed.Number, _relay.Nodes.Count));
        }

        _requests.Confirm();
    }

    private void OnTick()
    {
        _relay.Tick();
        if (_contact.TakeLoss())
            Expel(new ChatEvents.RoomLost(_members.Count));
        // Either ends the process: a failed start, or the end of this actor.
        if (_contact.IsGivenUp && !_requests.TryRefuse())
        {
            Publish(new ChatEvents.RoomGivenUp());
            Context.Stop(Self);
        }

        Settle();
    }

    private void OnNotResumed()
    {
        _contact.OnExpelled();
        // Not for a node that begins: it is given a place in the stream likewise.
        if (!_members.IsEmpty)
            Expel(new ChatEvents.RoomNotResumed(_members.Count));
    }

    private void OnSay(Say say)
    {
        if (_members.TrySay(Sender, say))
            ScheduleFlush();
        else
            Sender.Tell(Left.Instance);
    }

    private void OnAnnounce(string text)
    {
        _members.Announce(text);
        Sender.Tell(Announced.Instance);
        ScheduleFlush();
    }

    private void OnJoin(Join join)
    {
        Context.Watch(Sender);
        _members.Add(Sender, join.Username);
        Settle();
    }

    private void OnLeave()
    {
        _members.Leave(Sender, _relay);
        Context.Unwatch(Sender);
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
        _members.DeliverRest(_relay);
        _members.Expel();
        Become(Closed);
        _closeRequester.Tell(RoomClosed.Instance);
    }

    /// <summary>Carries out what the relay has decided, then lets it send what follows from that.</summary>
    private void Settle()
    {
        _members.Update(_relay);
        TryPost();
        _relay.SendAck();
        _route.Send(_relay, Self);
        gauges.Set(_members.Count, _members.Congested);
        relayGauges.Set(_relay, _contact.Unserved);
    }

    private void Expel(ChatEvents.IChatEvent cause)
    {
        Publish(cause);
        _members.Expel();
    }

    private static void Publish(ChatEvents.IChatEvent chatEvent) => Context.System.EventStream.Publish(chatEvent);

    private void TryPost()
    {
        if (!_relay.CanPost || _isFlushScheduled)
            return;

        _members.Post(_relay);
        if (_members.AwaitsRefill && !Timers.IsTimerActive(Retry.Instance))
            Timers.StartSingleTimer(Retry.Instance, Retry.Instance, RoomActor.RetryInterval);
    }

    private void ScheduleFlush()
    {
        if (_isFlushScheduled)
            return;
        _isFlushScheduled = true;
        Self.Tell(Flush.Instance);
    }

    /// <summary>Behind the messages that are in the mailbox now: their lines join the post.</summary>
    private sealed class Flush { public static readonly Flush Instance = new(); }

    private sealed class Tick { public static readonly Tick Instance = new(); }

    /// <summary>Shares may have been refilled.</summary>
    private sealed class Retry { public static readonly Retry Instance = new(); }

    private sealed class CloseExpired { public static readonly CloseExpired Instance = new(); }
}
