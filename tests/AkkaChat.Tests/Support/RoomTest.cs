using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Room;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Support;

/// <summary>A RoomActor whose members are probes.</summary>
public abstract class RoomTest : ActorTest
{
    private protected readonly IActorRef _room;

    protected RoomTest(bool uniqueNames = false, int window = 1_000_000)
    {
        var settings = new RoomSettings("server", uniqueNames, window, Shares);
        _room = Sys.ActorOf(RoomActor.Props(() => settings, Gauges, Durations.Histogram), "room");
    }

    /// <summary>A share holds a line of 1000 bytes with its overhead, the head room two of them.</summary>
    private protected static FairShareLimits Shares { get; } =
        new(Share: 1000 + Batch.OverheadBytes, HeadRoom: 2 * (1000 + Batch.OverheadBytes), RefillTime: TimeSpan.FromSeconds(10));

    private protected RoomGauges Gauges { get; } = new();

    /// <summary>Of line deliveries, in seconds.</summary>
    private protected RecordedHistogram Durations { get; } = new();

    protected override void AfterAll()
    {
        Durations.Dispose();
        base.AfterAll();
    }

    private protected TestProbe Join(string name)
    {
        var member = CreateTestProbe();
        SendJoin(member, name);
        member.ExpectMsg<Joined>();
        return member;
    }

    private protected void SendJoin(IActorRef member, string name) =>
        _room.Tell(new Join(TestLines.Name(name)), member);

    private protected void Say(TestProbe member, string contents) =>
        _room.Tell(new Say(TestLines.Of(contents)), member);

    /// <summary>The next batch that <paramref name="member"/> receives, whatever comes before it.</summary>
    private protected static Deliver ExpectDeliver(TestProbe member) =>
        (Deliver)member.FishForMessage(message => message is Deliver);

    private protected static void ExpectDelivered(TestProbe member, string lines) =>
        Assert.Equal(lines, ExpectDeliver(member).Batch.Bytes.Text());

    private protected void ExpectNothing(TestProbe member) => ExpectNothingFrom(_room, member);

    private protected void SendLeave(IActorRef member) => _room.Tell(Leave.Instance, member);

    /// <summary>Makes the room fail, in one burst behind what <paramref name="before"/> sends.</summary>
    private protected void FailRoom(Action? before = null) =>
        EventFilter.Exception<InjectedFaultException>().ExpectOne(() => InOneBurst(_room, () =>
        {
            before?.Invoke();
            SendLeave(new FaultyRef(Sys));
        }));
}
