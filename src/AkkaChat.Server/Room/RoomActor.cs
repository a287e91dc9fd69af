using System.Diagnostics;
using System.Diagnostics.Metrics;
using Akka.Actor;
using AkkaChat.Server.Observability.Events;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Room;

/// <summary>
/// The one room: tracks the members, puts their lines into a total order, and delivers them in batches.
/// <para>
/// The first line of a batch makes the room send <see cref="Flush"/> to itself. All lines that are in the mailbox ahead
/// of it join the same batch: an idle room delivers at once, a busy one in large batches.
/// </para>
/// <para>
/// The <see cref="DeliveryWindow"/> bounds how far it runs ahead of its members. While a member is congested the
/// <see cref="FairShares"/> bound what it accepts; a member that stays congested disconnects itself.
/// </para>
/// <para>
/// When it fails it is restarted by its supervisor. Before that all members are expelled (<see cref="Left"/>): the new
/// room begins empty, and no member is left with a gap.
/// </para>
/// </summary>
internal sealed class RoomActor : UntypedActor, IWithTimers
{
    /// <summary>How often a <see cref="Say"/> that waits for its author's share is tried again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    private readonly RoomGauges _gauges;
    private readonly Histogram<double> _lineDuration;
    private readonly Roster<IActorRef> _roster;
    private readonly FairShares _shares;
    private readonly PendingSays<IActorRef> _says;
    private readonly BatchBuilder _batch;
    private readonly DeliveryWindow _window;
    private bool _isFlushScheduled;

    /// <param name="gauges">Written by this actor alone.</param>
    /// <param name="lineDuration">In seconds: from the arrival of a line to the completion of its last write.</param>
    public RoomActor(RoomSettings settings, RoomGauges gauges, Histogram<double> lineDuration)
    {
        var clock = Context.System.Scheduler;
        _gauges = gauges;
        _lineDuration = lineDuration;
        _roster = new Roster<IActorRef>(settings.UniqueNames);
        _shares = new FairShares(settings.FairShare, () => clock.MonotonicClock);
        _says = new PendingSays<IActorRef>(_shares);
        _batch = new BatchBuilder(settings.AckThreshold);
        _window = new DeliveryWindow(settings.AckThreshold);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(RoomSettings settings, RoomGauges gauges, Histogram<double> lineDuration) =>
        Akka.Actor.Props.Create<RoomActor>(settings, gauges, lineDuration);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Say say: OnSay(say); break;
            case Flush: OnFlush(); break;
            case DeliveryAck: OnDeliveryAck(); break;
            case Congested: SetCongested(true); break;
            case CongestionCleared: SetCongested(false); break;
            case RetryParked: OnRetryParked(); break;
            case Join join: OnJoin(join); break;
            case Leave: OnLeave(); break;
            case Terminated terminated: Remove(terminated.ActorRef); break;
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
            case Flush or DeliveryAck or Congested or CongestionCleared or RetryParked or Terminated: break;
            default: Unhandled(message); break;
        }
    }

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

    private void OnFlush()
    {
        _isFlushScheduled = false;
        Pump();
    }

    private void OnDeliveryAck()
    {
        if (_roster.TryGetMember(Sender, out var member) && _window.Acknowledge(member))
            Pump();
    }

    private void SetCongested(bool isCongested)
    {
        // A newcomer too: its send queue may hold the server's own lines.
        if (!_roster.TryGet(Sender, out var member))
            return;

        _shares.SetCongested(member, isCongested);
        if (!_shares.IsActive)
            _says.Unpark();
        UpdateGauges();
        Accept();
    }

    private void OnRetryParked()
    {
        _says.Unpark();
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
            _shares.OnJoined(newcomer);
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

    private void OnClose()
    {
        DeliverBatch(requestAcks: false);
        ExpelAll();
        Become(Closed);
        Sender.Tell(RoomClosed.Instance);
    }

    private void Remove(IActorRef reference)
    {
        if (!_roster.TryRemove(reference, out var member))
            return;

        Context.Unwatch(reference);
        _window.Acknowledge(member);
        _shares.Remove(member);
        if (!_shares.IsActive)
            _says.Unpark();
        UpdateGauges();
        Pump();
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

        if (_says.HasParked && !Timers.IsTimerActive(RetryParked.Instance))
            Timers.StartSingleTimer(RetryParked.Instance, RetryParked.Instance, RetryInterval);
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
        var batch = _batch.Build(_lineDuration, _roster.Members.Count);
        var deliver = new Deliver(batch, requestAcks && _window.Charge(batch.Cost));
        foreach (var member in _roster.Members)
        {
            member.Ref.Tell(deliver);
            if (deliver.AckRequested)
                _window.ExpectAck(member);
        }

        // So that Accept delivers one batch per call at most, however many lines are pending: it then waits for the members.
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
            _window.Acknowledge(member);
            _shares.Remove(member);
            Context.Unwatch(member.Ref);
            member.Ref.Tell(Left.Instance);
        }

        _says.Clear();
        UpdateGauges();
        Debug.Assert(_batch.IsEmpty && _window.CanDeliver && !_shares.IsActive, "no state of a member is left");
    }

    private void UpdateGauges() => _gauges.Set(_roster.Members.Count, _shares.Congested);

    /// <summary>Sent by the room to itself, behind all lines that are to be in the same batch.</summary>
    private sealed class Flush { public static readonly Flush Instance = new(); }

    /// <summary>Shares may have been refilled.</summary>
    private sealed class RetryParked { public static readonly RetryParked Instance = new(); }
}
