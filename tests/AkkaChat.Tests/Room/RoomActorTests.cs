using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Room;

public sealed class RoomActorTests : ActorTest
{
    /// <summary>Never reached here.</summary>
    private const int Window = 1_000_000;

    private readonly IActorRef _room;

    public RoomActorTests() => _room = Sys.ActorOf(
        RoomActor.Props(uniqueNames: false, Window, TestMeter.Create(), new UnhurriedTime()), "room");

    [Fact]
    public void Who_joins_is_told_so_and_nothing_else()
    {
        var alice = Join("alice");

        ExpectNothingFrom(_room, alice);
    }

    [Fact]
    public void Nobody_hears_of_a_newcomer()
    {
        var alice = Join("alice");
        Join("bob");

        ExpectNothingFrom(_room, alice);
    }

    [Fact]
    public void A_line_is_accepted_and_delivered_to_all_its_author_included()
    {
        var alice = Join("alice");
        var bob = Join("bob");

        Say(alice, "hello\n");

        alice.ExpectMsg<Accepted>();
        ExpectDelivered(alice, "alice:hello\n");
        ExpectDelivered(bob, "alice:hello\n");
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
    public void All_members_share_the_same_batch()
    {
        var alice = Join("alice");
        var bob = Join("bob");

        Say(alice, "hello\n");

        alice.ExpectMsg<Accepted>();
        Assert.Same(alice.ExpectMsg<Deliver>().Batch, bob.ExpectMsg<Deliver>().Batch);
    }

    [Fact]
    public void Lines_that_wait_together_are_delivered_together()
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
    public void All_members_see_the_same_order()
    {
        var members = Enumerable.Range(0, 5).Select(i => Join($"m{i}")).ToArray();
        for (var i = 0; i < 50; i++)
            Say(members[i % 5], $"{i}\n");

        var seen = members.Select(member => ReceiveLines(member, 50)).ToArray();

        Assert.All(seen, lines => Assert.Equal(seen[0], lines));
        Assert.Equal(50, seen[0].Distinct().Count());
    }

    [Fact]
    public void Two_members_may_bear_the_same_name()
    {
        var one = Join("twin");
        var two = Join("twin");

        Say(two, "me\n");

        ExpectDelivered(one, "twin:me\n");
    }

    [Fact]
    public void Who_joins_in_the_middle_of_a_burst_gets_the_rest_of_it_only()
    {
        var alice = Join("alice");
        var bob = CreateTestProbe();
        var carol = CreateTestProbe();

        InOneBurst(_room, () =>
        {
            Say(alice, "before\n");
            _room.Tell(new Join(TestLines.Name("bob")), bob);
            Say(alice, "after\n");
            _room.Tell(new Join(TestLines.Name("carol")), carol);
        });

        bob.ExpectMsg<Joined>();
        ExpectDelivered(bob, "alice:after\n");
        carol.ExpectMsg<Joined>();
        ExpectNothingFrom(_room, carol);

        Say(alice, "for all\n");
        ExpectDelivered(bob, "alice:for all\n");
        ExpectDelivered(carol, "alice:for all\n");
    }

    [Fact]
    public void Who_leaves_gets_what_was_accepted_before_and_then_nothing()
    {
        var alice = Join("alice");
        var bob = Join("bob");

        InOneBurst(_room, () =>
        {
            Say(bob, "before\n");
            _room.Tell(Leave.Instance, bob);
            Say(alice, "after\n");
        });

        bob.ExpectMsg<Accepted>();
        ExpectDelivered(bob, "bob:before\n");
        bob.ExpectMsg<Left>();
        alice.ExpectMsg<Accepted>();
        ExpectDelivered(alice, "bob:before\nalice:after\n");
        ExpectNothingFrom(_room, bob);
    }

    [Fact]
    public void Who_joins_and_leaves_in_one_burst_gets_what_was_said_between()
    {
        var alice = Join("alice");
        var bob = CreateTestProbe();

        InOneBurst(_room, () =>
        {
            Say(alice, "1\n");
            _room.Tell(new Join(TestLines.Name("bob")), bob);
            Say(alice, "2\n");
            _room.Tell(Leave.Instance, bob);
            Say(alice, "3\n");
        });

        bob.ExpectMsg<Joined>();
        ExpectDelivered(bob, "alice:2\n");
        bob.ExpectMsg<Left>();
        ExpectNothingFrom(_room, bob);
    }

    [Fact]
    public void Who_leaves_a_quiet_room_is_told_so_at_once()
    {
        var alice = Join("alice");

        _room.Tell(Leave.Instance, alice);

        alice.ExpectMsg<Left>();
    }

    [Fact]
    public void A_member_that_dies_is_forgotten_and_the_others_go_on()
    {
        var alice = Join("alice");
        var bob = Join("bob");
        var deaths = CreateTestProbe();
        deaths.Watch(bob.Ref);

        Sys.Stop(bob);
        deaths.ExpectTerminated(bob.Ref);

        var deadLetters = CreateTestProbe();
        Sys.EventStream.Subscribe(deadLetters.Ref, typeof(Akka.Event.DeadLetter));
        AwaitAssert(() =>
        {
            Say(alice, "hello\n");
            alice.ExpectMsg<Accepted>();
            ExpectDelivered(alice, "alice:hello\n");
            ExpectNothingFrom(_room, alice);
            Assert.False(deadLetters.HasMessages);
        });
    }

    [Fact]
    public void Who_is_no_member_cannot_say_anything()
    {
        var alice = Join("alice");
        var stranger = CreateTestProbe();

        Say(stranger, "psst\n");

        stranger.ExpectMsg<Left>();
        ExpectNothingFrom(_room, alice);
    }

    [Fact]
    public void Leaving_twice_is_answered_twice()
    {
        var alice = Join("alice");

        _room.Tell(Leave.Instance, alice);
        _room.Tell(Leave.Instance, alice);

        alice.ExpectMsg<Left>();
        alice.ExpectMsg<Left>();
    }

    [Fact]
    public void A_room_that_closes_delivers_what_it_accepted_and_dismisses_all()
    {
        var alice = Join("alice");
        var bob = Join("bob");

        InOneBurst(_room, () =>
        {
            Say(alice, "last words\n");
            _room.Tell(CloseRoom.Instance);
            Say(bob, "too late\n");
        });

        alice.ExpectMsg<Accepted>();
        ExpectDelivered(alice, "alice:last words\n");
        alice.ExpectMsg<Left>();
        ExpectDelivered(bob, "alice:last words\n");
        bob.ExpectMsg<Left>();
        bob.ExpectMsg<Left>();
        ExpectNothingFrom(_room, alice);
        ExpectNothingFrom(_room, bob);
    }

    [Fact]
    public void A_closed_room_lets_nobody_in()
    {
        _room.Tell(CloseRoom.Instance);
        var alice = CreateTestProbe();

        _room.Tell(new Join(TestLines.Name("alice")), alice);

        alice.ExpectMsg<Left>();
    }

    [Fact]
    public void A_room_that_fails_dismisses_its_members_and_opens_anew()
    {
        var alice = Join("alice");
        var bob = Join("bob");

        Fail(bob);

        alice.ExpectMsg<Left>();
        bob.ExpectMsg<Left>();
        var carol = Join("carol");
        Say(carol, "anybody here?\n");
        carol.ExpectMsg<Accepted>();
        ExpectDelivered(carol, "carol:anybody here?\n");
        ExpectNothingFrom(_room, alice);
    }

    [Fact]
    public void What_a_member_of_the_failed_room_says_afterwards_is_not_accepted()
    {
        var alice = Join("alice");
        Fail(alice);
        alice.ExpectMsg<Left>();

        Say(alice, "hello?\n");

        alice.ExpectMsg<Left>();
    }

    [Fact]
    public void Its_failure_is_told_with_the_number_of_members()
    {
        var alice = Join("alice");
        Join("bob");
        var events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(events, typeof(ChatEvents.IChatEvent));

        Fail(alice);

        Assert.Equal(new ChatEvents.RoomFailed(2), events.ExpectMsg<ChatEvents.RoomFailed>());
    }

    [Fact]
    public void Whose_joining_makes_the_room_fail_is_not_left_waiting()
    {
        var alice = CreateTestProbe();

        EventFilter.Exception<NullReferenceException>().ExpectOne(() => _room.Tell(new Join(null!), alice));

        alice.ExpectMsg<Left>();
    }

    [Fact]
    public void Joining_twice_makes_one_member()
    {
        var alice = Join("alice");
        _room.Tell(new Join(TestLines.Name("alice")), alice);
        alice.ExpectMsg<Joined>();

        Say(alice, "hello\n");

        alice.ExpectMsg<Accepted>();
        ExpectDelivered(alice, "alice:hello\n");
        ExpectNothingFrom(_room, alice);
    }

    private TestProbe Join(string name)
    {
        var member = CreateTestProbe();
        _room.Tell(new Join(TestLines.Name(name)), member);
        member.ExpectMsg<Joined>();
        return member;
    }

    private void Say(TestProbe member, string contents) => _room.Tell(new Say(TestLines.Of(contents)), member);

    private void Fail(TestProbe member) => EventFilter.Exception<NullReferenceException>()
        .ExpectOne(() => _room.Tell(new Say(null!), member));

    private static void ExpectDelivered(TestProbe member, string lines) =>
        Assert.Equal(lines, member.FishForMessage<Deliver>(_ => true).Batch.Bytes.Text());

    private static string[] ReceiveLines(TestProbe member, int count)
    {
        var text = "";
        while (text.Count(c => c == '\n') < count)
            text += member.FishForMessage<Deliver>(_ => true).Batch.Bytes.Text();
        return text.Split('\n')[..^1];
    }
}
