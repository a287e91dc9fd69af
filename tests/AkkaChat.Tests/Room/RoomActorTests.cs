using System.Diagnostics;
using Akka.Event;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Room;

public sealed class RoomActorTests : RoomTest
{
    [Fact]
    public void A_line_of_the_operator_has_its_place_in_the_one_order_by_the_name_of_the_server()
    {
        var (alice, bob) = (Join("alice"), Join("bob"));

        InOneBurst(_room, () =>
        {
            Say(alice, "before\n");
            _room.Tell(new Announce("back in ten minutes"), TestActor);
            Say(bob, "after\n");
        });

        ExpectMsg<Announced>();
        foreach (var member in new[] { alice, bob })
            ExpectDelivered(member, "alice:before\nserver:back in ten minutes\nbob:after\n");
    }

    [Fact]
    public void A_join_is_answered_and_announced_to_no_member()
    {
        var alice = Join("alice");
        var bob = Join("bob");

        ExpectNothing(alice);
        ExpectNothing(bob);
    }

    [Fact]
    public void A_line_is_accepted_and_delivered_to_all_its_author_included()
    {
        var alice = Join("alice");
        var bob = Join("bob");

        Say(alice, "hello\n");

        alice.ExpectMsg<Accepted>();
        var batch = ExpectDeliver(alice).Batch;
        Assert.Equal("alice:hello\n", batch.Bytes.Text());
        Assert.Same(batch, ExpectDeliver(bob).Batch);
    }

    [Fact]
    public void Several_lines_of_one_author_arrive_as_one_batch()
    {
        var alice = Join("alice");

        Say(alice, "one\n\n two : 2 \n");

        alice.ExpectMsg<Accepted>();
        ExpectDelivered(alice, "alice:one\nalice:\nalice: two : 2 \n");
    }

    [Fact]
    public void Lines_that_are_in_the_mailbox_together_are_delivered_together()
    {
        var alice = Join("alice");
        var bob = Join("bob");

        InOneBurst(_room, () =>
        {
            Say(alice, "1\n");
            Say(bob, "2\n");
            Say(alice, "3\n");
        });

        alice.ExpectMsg<Accepted>();
        alice.ExpectMsg<Accepted>();
        ExpectDelivered(alice, "alice:1\nbob:2\nalice:3\n");
        bob.ExpectMsg<Accepted>();
        ExpectDelivered(bob, "alice:1\nbob:2\nalice:3\n");
    }

    [Fact]
    public void A_newcomer_is_answered_after_the_batch_under_construction_and_receives_none_of_it()
    {
        var alice = Join("alice");
        var bob = CreateTestProbe();

        InOneBurst(_room, () =>
        {
            Say(alice, "before\n");
            SendJoin(bob, "bob");
            Say(alice, "the same batch\n");
        });

        bob.ExpectMsg<Joined>();
        ExpectDelivered(alice, "alice:before\nalice:the same batch\n");
        ExpectNothing(bob);
        Say(alice, "after\n");
        ExpectDelivered(bob, "alice:after\n");
    }

    [Fact]
    public void A_newcomer_that_leaves_before_it_was_answered_is_no_member()
    {
        var alice = Join("alice");
        var bob = CreateTestProbe();

        InOneBurst(_room, () =>
        {
            Say(alice, "1\n");
            SendJoin(bob, "bob");
            SendLeave(bob);
        });

        bob.ExpectMsg<Left>();
        ExpectDelivered(alice, "alice:1\n");
        ExpectNothing(bob);
    }

    [Fact]
    public void A_newcomer_that_dies_before_it_was_answered_frees_its_place()
    {
        var alice = Join("alice");
        var bob = CreateTestProbe();
        Watch(bob);

        InOneBurst(_room, () =>
        {
            Say(alice, "1\n");
            SendJoin(bob, "bob");
            Sys.Stop(bob);
            ExpectTerminated(bob);
        });

        ExpectDelivered(alice, "alice:1\n");
        AwaitAssert(() => Assert.Equal(1, Gauges.Members));
    }

    [Fact]
    public void A_member_that_leaves_receives_what_was_accepted_before_and_then_nothing()
    {
        var alice = Join("alice");
        var bob = Join("bob");

        InOneBurst(_room, () =>
        {
            Say(bob, "before\n");
            SendLeave(bob);
            Say(alice, "after\n");
        });

        bob.ExpectMsg<Accepted>();
        ExpectDelivered(bob, "bob:before\n");
        bob.ExpectMsg<Left>();
        alice.ExpectMsg<Accepted>();
        ExpectDelivered(alice, "bob:before\nalice:after\n");
        ExpectNothing(bob);
    }

    [Fact]
    public void Every_leave_is_answered()
    {
        var alice = Join("alice");

        SendLeave(alice);
        SendLeave(alice);

        alice.ExpectMsg<Left>();
        alice.ExpectMsg<Left>();
        ExpectNothing(alice);
    }

    [Fact]
    public void A_member_that_dies_is_sent_nothing_and_the_others_go_on()
    {
        var alice = Join("alice");
        var bob = Join("bob");
        Watch(bob);
        Sys.Stop(bob);
        ExpectTerminated(bob);
        AwaitAssert(() => Assert.Equal(1, Gauges.Members));
        var deadLetters = CreateTestProbe();
        Sys.EventStream.Subscribe(deadLetters.Ref, typeof(DeadLetter));

        Say(alice, "hello\n");

        alice.ExpectMsg<Accepted>();
        ExpectDelivered(alice, "alice:hello\n");
        ExpectNothing(alice);
        Assert.False(deadLetters.HasMessages);
    }

    [Fact]
    public void A_say_of_a_non_member_is_not_accepted()
    {
        var alice = Join("alice");
        var stranger = CreateTestProbe();

        Say(stranger, "psst\n");

        stranger.ExpectMsg<Left>();
        ExpectNothing(alice);
    }

    [Fact]
    public void Joining_twice_makes_one_member()
    {
        var alice = Join("alice");
        SendJoin(alice, "alice");
        alice.ExpectMsg<Joined>();

        Say(alice, "hello\n");

        alice.ExpectMsg<Accepted>();
        ExpectDelivered(alice, "alice:hello\n");
        ExpectNothing(alice);
    }

    [Fact]
    public void A_closing_room_delivers_what_it_accepted_and_expels_all()
    {
        var alice = Join("alice");
        var bob = Join("bob");
        var closer = CreateTestProbe();

        InOneBurst(_room, () =>
        {
            Say(alice, "last words\n");
            _room.Tell(Close.Instance, closer);
            Say(bob, "too late\n");
        });

        alice.ExpectMsg<Accepted>();
        ExpectDelivered(alice, "alice:last words\n");
        alice.ExpectMsg<Left>();
        ExpectDelivered(bob, "alice:last words\n");
        bob.ExpectMsg<Left>();
        bob.ExpectMsg<Left>();
        closer.ExpectMsg<RoomClosed>();
        ExpectNothing(alice);
        ExpectNothing(bob);
    }

    [Fact]
    public void A_closed_room_admits_no_member_and_takes_no_line()
    {
        _room.Tell(Close.Instance, TestActor);
        ExpectMsg<RoomClosed>();
        var alice = CreateTestProbe();

        SendJoin(alice, "alice");
        _room.Tell(new Announce("too late"), TestActor);

        alice.ExpectMsg<Left>();
        ExpectMsg<Left>();
    }

    [Fact]
    public void A_line_is_timed_until_its_last_recipient_has_sent_it()
    {
        var alice = Join("alice");
        var bob = Join("bob");

        _room.Tell(new Say(TestLines.Of("1\n"), Stopwatch.GetTimestamp()), alice);

        ExpectDeliver(alice).Batch.Timer!.Complete();
        Assert.Empty(Durations.Values);
        ExpectDeliver(bob).Batch.Timer!.Complete();
        Assert.Single(Durations.Values);
    }

    [Fact]
    public void Deliveries_are_not_timed_while_the_histogram_is_disabled()
    {
        var alice = Join("alice");

        Say(alice, "1\n");

        Assert.Null(ExpectDeliver(alice).Batch.Timer);
    }
}
