using System.Diagnostics;
using System.Diagnostics.Metrics;
using Akka.Actor;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;
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

    private readonly Roster<IActorRef> _roster = new() { HasUniqueNames = settings().UniqueNames };
    private readonly PendingSays<IActorRef> _says =
        new(new FairShares(settings().FairShare, static () => Context.System.Scheduler.MonotonicClock));
    private readonly BatchBuilder _batch = new(settings().AckThreshold);
    private readonly DeliveryWindow _window = new(settings().AckThreshold);
    private readonly Member<IActorRef> _server = new(ActorRefs.Nobody, Username.OfServer(settings().ServerName));
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
            case Retry: _says.Requeue(); Accept(); break;
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
            case Join or Say or Leave: Sender.Tell(Left.Instance); break;
            case Close: Sender.Tell(RoomClosed.Instance); break;
            case Flush or DeliveryAck or Congested or CongestionCleared or Retry or Configure or Terminated: break;
            case Announce: Sender.Tell(Announced.Instance); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>All members are expelled: the new room begins empty, and none of them is left with a gap.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        Context.System.EventStream.Publish(new ChatEvents.RoomFailed(_roster.Members.Count));
        try
        {
            // The lines of the batch have been accepted, so every member gets them.
            DeliverBatch(requestAcks: false);
        }
        finally
        {
            // If the failure came before the sender was in the roster, nothing else answers it.
            if (message is Join && !_roster.TryGet(Sender, out _))
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
        if (!_roster.TryGetMember(Sender, out var author))
        {
            Sender.Tell(Left.Instance);
            return;
        }

        _says.Enqueue(author, say.Lines, say.Arrival);
        Accept();
    }

    private void OnDeliveryAck()
    {
        if (_roster.TryGetMember(Sender, out var member) && _window.Acknowledge(member))
            Pump();
    }

    private void OnCongestion(bool isCongested)
    {
        // A newcomer too: its send queue may hold the server's own lines.
        if (!_roster.TryGet(Sender, out var member))
            return;

        _says.SetCongested(member, isCongested);
        UpdateGauges();
        Accept();
    }

    private void OnJoin(Join join)
    {
        if (_roster.TryGetMember(Sender, out _))
        {
            Sender.Tell(Joined.Instance);
        }
        else if (_roster.TryAddNewcomer(Sender, join.Username, out var newcomer))
        {
            Context.Watch(Sender);
            _says.Shares.OnJoined(newcomer);
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
        if (!_batch.IsEmpty && _roster.TryGetMember(Sender, out _))
            Sender.Tell(new Deliver(_batch.Snapshot()));
        Remove(Sender);
        Sender.Tell(Left.Instance);
    }

    private void OnAnnounce(string text)
    {
        _says.Enqueue(_server, Lines.Of(text), arrival: 0);
        Sender.Tell(Announced.Instance);
        Accept();
    }

    private void OnConfigure(RoomSettings changed)
    {
        _roster.HasUniqueNames = changed.UniqueNames;
        _says.Shares.Limits = changed.FairShare;
    }

    private void OnClose()
    {
        DeliverBatch(requestAcks: false);
        ExpelAll();
        Debug.Assert(_batch.IsEmpty && _window.CanDeliver && !_says.Shares.IsActive, "no state of a member is left");
        Become(Closed);
        Sender.Tell(RoomClosed.Instance);
    }

    private void Remove(IActorRef reference)
    {
        if (!_roster.TryRemove(reference, out var member))
            return;

        Forget(member);
        UpdateGauges();
        Pump();
    }

    /// <summary>Nothing is awaited of a member that has gone.</summary>
    private void Forget(Member<IActorRef> member)
    {
        Context.Unwatch(member.Ref);
        _window.Acknowledge(member);
        _says.SetCongested(member, false);
    }

    /// <summary>Goes on as far as the window allows. If a <see cref="Flush"/> is in the mailbox, delivery is left to it.</summary>
    private void Pump()
    {
        if (_window.CanDeliver && !_isFlushScheduled)
            DeliverBatch(requestAcks: true);
        Accept();
    }

    /// <summary>Gives pending lines their place in the order, as far as the window and the shares allow.</summary>
    private void Accept()
    {
        while (true)
        {
            if (_says.TryAppendFirst(_batch, out var author))
                author.Ref.Tell(Accepted.Instance);
            else if (_batch.IsFull && _window.CanDeliver)
                DeliverBatch(requestAcks: true);
            else
                break;
        }

        if (_says.AwaitsRefill && !Timers.IsTimerActive(Retry.Instance))
            Timers.StartSingleTimer(Retry.Instance, Retry.Instance, RetryInterval);
        // While acknowledgements are pending, delivery is left to the last of them.
        if (_batch.IsEmpty || _isFlushScheduled || !_window.CanDeliver)
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
        var batch = _batch.Build(lineDuration, _roster.Members.Count);
        var deliver = new Deliver(batch, requestAcks && _window.Charge(batch.Cost));
        foreach (var member in _roster.Members)
        {
            member.Ref.Tell(deliver);
            if (deliver.AckRequested)
                _window.ExpectAck(member);
        }

        // Batch and window have the same threshold. So Accept delivers one full batch per call at most, and then waits for the members.
        Debug.Assert(!wasFull || !requestAcks || deliver.AckRequested, "a full batch always requests acknowledgements");
        AdmitNewcomers();
    }

    private void AdmitNewcomers()
    {
        foreach (var newcomer in _roster.AdmitNewcomers())
            newcomer.Ref.Tell(Joined.Instance);
        UpdateGauges();
    }

    private void ExpelAll()
    {
        foreach (var member in _roster.RemoveAll())
        {
            Forget(member);
            member.Ref.Tell(Left.Instance);
        }

        _says.Clear();
        UpdateGauges();
    }

    private void UpdateGauges() => gauges.Set(_roster.Members.Count, _says.Shares.Congested);

    /// <summary>
    /// Sent by the room to itself when a batch has its first lines and may be delivered: what is in the mailbox ahead of it joins the
    /// batch. So an idle room delivers at once, a busy one in large batches.
    /// </summary>
    private sealed class Flush { public static readonly Flush Instance = new(); }

    /// <summary>Shares may have been refilled.</summary>
    private sealed class Retry { public static readonly Retry Instance = new(); }
}
