using System.Diagnostics;
using System.Diagnostics.Metrics;
using Akka.Actor;
using AkkaChat.Server.Observability.Events;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Room;

/// <summary>
/// The one room: tracks the members, puts their lines into a total order, and delivers them in batches.
/// The <see cref="DeliveryWindow"/> bounds how far it runs ahead of its members; while one is congested the
/// <see cref="FairShares"/> bound what it accepts.
/// </summary>
/// <param name="settings">Those in effect when an incarnation begins; a change is sent as <see cref="Configure"/>.</param>
/// <param name="gauges">Written by this actor alone.</param>
/// <param name="lineDuration">In seconds: from the arrival of a line to the completion of its last write.</param>
internal sealed class RoomActor(Func<RoomSettings> settings, RoomGauges gauges, Histogram<double> lineDuration)
    : UntypedActor, IWithTimers
{
    /// <summary>How often lines that the fair shares did not allow are tried again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(20);

    private readonly RoomMembers _members = new(settings(), static () => Context.System.Scheduler.MonotonicClock)
    {
        Roster = { HasUniqueNames = settings().UniqueNames },
    };
    private readonly BatchBuilder _batch = new(settings().AckThreshold);
    private bool _isFlushScheduled;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Func<RoomSettings> settings, RoomGauges gauges, Histogram<double> lineDuration) =>
        Akka.Actor.Props.Create<RoomActor>(settings, gauges, lineDuration);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Say say: OnSay(say); break;
            case Flush: _isFlushScheduled = false; Pump(); break;
            case DeliveryAck: OnDeliveryAck(); break;
            case Congested: OnCongestion(true); break;
            case CongestionCleared: OnCongestion(false); break;
            case Retry: _members.Says.Requeue(); Accept(); break;
            case Join join: OnJoin(join); break;
            case Leave: OnLeave(); break;
            case Terminated terminated: Remove(terminated.ActorRef); break;
            case Announce announce: OnAnnounce(announce.Text); break;
            case Configure configure: OnConfigure(configure.Settings); break;
            case Close: OnClose(); break;
            default: Unhandled(message); break;
        }
    }

    private void Closed(object message)
    {
        switch (message)
        {
            case Join or Say or Leave or Announce: Sender.Tell(Left.Instance); break;
            case Close: Sender.Tell(RoomClosed.Instance); break;
            case Flush or DeliveryAck or Congested or CongestionCleared or Retry or Configure or Terminated: break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>All members are expelled: the new room begins empty, and none of them is left with a gap.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        Context.System.EventStream.Publish(new ChatEvents.RoomFailed(_members.Count));
        try
        {
            // The lines of the batch have been accepted, so every member gets them.
            DeliverBatch(requestAcks: false);
        }
        finally
        {
            // If the failure came before the sender was in the roster, nothing else answers it.
            if (message is Join && !_members.Roster.TryGet(Sender, out _))
                Sender.Tell(Left.Instance);
            ExpelAll();
            // A Close that failed: the new room is empty, and closes.
            if (message is Close)
                Self.Tell(message, Sender);
            base.PreRestart(reason, message);
        }
    }

    private void OnSay(Say say)
    {
        if (_members.TrySay(Sender, say))
            Accept();
        else
            Sender.Tell(Left.Instance);
    }

    private void OnDeliveryAck()
    {
        if (_members.Acknowledge(Sender))
            Pump();
    }

    private void OnCongestion(bool isCongested)
    {
        if (!_members.TrySetCongested(Sender, isCongested))
            return;

        UpdateGauges();
        Accept();
    }

    private void OnJoin(Join join)
    {
        if (_members.Roster.TryGetMember(Sender, out _))
        {
            Sender.Tell(Joined.Instance);
        }
        else if (_members.TryAddNewcomer(Sender, join.Username))
        {
            Context.Watch(Sender);
            if (_batch.IsEmpty)
                AdmitNewcomers();
        }
        else
        {
            Sender.Tell(NameTaken.Instance);
        }
    }

    private void OnLeave()
    {
        // The lines that were accepted while it was a member, its own included.
        if (!_batch.IsEmpty && _members.Roster.TryGetMember(Sender, out _))
            Sender.Tell(new Deliver(_batch.Snapshot()));
        // First: if the room fails below, nothing else answers it.
        Sender.Tell(Left.Instance);
        Remove(Sender);
    }

    private void OnAnnounce(string text)
    {
        _members.Announce(text);
        Sender.Tell(Announced.Instance);
        Accept();
    }

    private void OnConfigure(RoomSettings changed)
    {
        _members.Roster.HasUniqueNames = changed.UniqueNames;
        _members.Says.Shares.Limits = changed.FairShare;
    }

    private void OnClose()
    {
        DeliverBatch(requestAcks: false);
        ExpelAll();
        Debug.Assert(_batch.IsEmpty && _members.CanDeliver && !_members.Says.Shares.IsActive, "no state of a member is left");
        Become(Closed);
        Sender.Tell(RoomClosed.Instance);
    }

    private void Remove(IActorRef reference)
    {
        if (!_members.TryRemove(reference))
            return;

        Context.Unwatch(reference);
        UpdateGauges();
        Pump();
    }

    /// <summary>Goes on as far as the window allows. If a <see cref="Flush"/> is in the mailbox, delivery is left to it.</summary>
    private void Pump()
    {
        if (_members.CanDeliver && !_isFlushScheduled)
            DeliverBatch(requestAcks: true);
        Accept();
    }

    /// <summary>Gives pending lines their place in the order, as far as the window and the shares allow.</summary>
    private void Accept()
    {
        while (true)
        {
            if (_members.Says.TryAppendFirst(_batch, out var author))
                author.Ref.Tell(Accepted.Instance);
            else if (_batch.IsFull && _members.CanDeliver)
                DeliverBatch(requestAcks: true);
            else
                break;
        }

        if (_members.Says.AwaitsRefill && !Timers.IsTimerActive(Retry.Instance))
            Timers.StartSingleTimer(Retry.Instance, Retry.Instance, RetryInterval);
        // While acknowledgements are pending, delivery is left to the last of them.
        if (_batch.IsEmpty || _isFlushScheduled || !_members.CanDeliver)
            return;

        _isFlushScheduled = true;
        Self.Tell(Flush.Instance);
    }

    /// <param name="requestAcks">False when the room ends: nothing is delivered after this batch.</param>
    private void DeliverBatch(bool requestAcks)
    {
        if (_batch.IsEmpty)
            return;

        var wasFull = _batch.IsFull;
        var batch = _batch.Build(lineDuration, _members.Count);
        var hasRequested = _members.Deliver(batch, requestAcks);
        // Batch and window have the same threshold. So Accept delivers one full batch per call at most, and then waits for the members.
        Debug.Assert(!wasFull || !requestAcks || hasRequested, "a full batch always requests acknowledgements");
        AdmitNewcomers();
    }

    private void AdmitNewcomers()
    {
        _members.AdmitNewcomers();
        UpdateGauges();
    }

    private void ExpelAll()
    {
        _members.ExpelAll();
        UpdateGauges();
    }

    private void UpdateGauges() => gauges.Set(_members.Count, _members.Says.Shares.Congested);

    /// <summary>
    /// Sent by the room to itself when a batch has its first lines and may be delivered: what is in the mailbox ahead of it joins the
    /// batch. So an idle room delivers at once, a busy one in large batches.
    /// </summary>
    private sealed class Flush { public static readonly Flush Instance = new(); }

    /// <summary>Shares may have been refilled.</summary>
    private sealed class Retry { public static readonly Retry Instance = new(); }
}
