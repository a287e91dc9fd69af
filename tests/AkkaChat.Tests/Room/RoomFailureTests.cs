using AkkaChat.Server.Observability.Events;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Room;

/// <summary>The room fails and is restarted.</summary>
public sealed class RoomFailureTests : RoomTest
{
    [Fact]
    public void All_members_are_expelled_and_a_new_room_opens()
    {
        var alice = Join("alice");
        var bob = Join("bob");

        FailRoom();

        alice.ExpectMsg<Left>();
        bob.ExpectMsg<Left>();
        var carol = Join("carol");
        Say(carol, "anybody here?\n");
        ExpectDelivered(carol, "carol:anybody here?\n");
        ExpectNothing(alice);
        Assert.Equal(1, Gauges.Members);
    }

    [Fact]
    public void A_former_member_cannot_say_anything()
    {
        var alice = Join("alice");
        FailRoom();
        alice.ExpectMsg<Left>();

        Say(alice, "hello?\n");

        alice.ExpectMsg<Left>();
    }

    [Fact]
    public void Accepted_lines_are_delivered_before_the_members_are_expelled()
    {
        var alice = Join("alice");

        FailRoom(before: () => Say(alice, "1\n"));

        alice.ExpectMsg<Accepted>();
        ExpectDelivered(alice, "alice:1\n");
        alice.ExpectMsg<Left>();
    }

    [Fact]
    public void The_member_whose_join_failed_the_room_is_answered()
    {
        var faulty = new FaultyRef(Sys);

        EventFilter.Exception<InjectedFaultException>().ExpectOne(() => SendJoin(faulty, "faulty"));

        AwaitAssert(() => Assert.Equal([Left.Instance], faulty.Received));
    }

    [Fact]
    public void A_newcomer_is_answered_too()
    {
        var alice = Join("alice");
        var bob = CreateTestProbe();

        FailRoom(before: () =>
        {
            Say(alice, "1\n");
            SendJoin(bob, "bob");
        });

        bob.FishForMessage(message => message is Left);
    }

    [Fact]
    public void The_failure_is_published_with_the_number_of_members()
    {
        Join("alice");
        Join("bob");
        var events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(events, typeof(ChatEvents.IChatEvent));

        FailRoom();

        Assert.Equal(new ChatEvents.RoomFailed(2), events.ExpectMsg<ChatEvents.RoomFailed>());
    }

    [Fact]
    public void A_room_that_fails_while_it_closes_stays_closed()
    {
        var faulty = new FaultyRef(Sys);

        EventFilter.Exception<InjectedFaultException>().ExpectOne(() => _room.Tell(Close.Instance, faulty));

        AwaitAssert(() => Assert.Equal([RoomClosed.Instance], faulty.Received));
        var late = CreateTestProbe();
        SendJoin(late, "late");
        late.ExpectMsg<Left>();
    }
}
