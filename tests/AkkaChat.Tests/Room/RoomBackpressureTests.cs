using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Room;

/// <summary>The room goes no further ahead of its members than it may.</summary>
public sealed class RoomBackpressureTests : ActorTest
{
    private const int Window = 2000;

    /// <summary>A line that fills a window.</summary>
    private static readonly string Full = new string('x', Window) + "\n";

    private readonly IActorRef _room;
    private readonly TestProbe _alice;
    private readonly TestProbe _bob;

    public RoomBackpressureTests()
    {
        _room = Sys.ActorOf(RoomActor.Props(uniqueNames: false, Window, TestMeter.Create(), new UnhurriedTime()));
        _alice = Join("alice");
        _bob = Join("bob");
    }

    [Fact]
    public void While_a_member_is_congested_nothing_is_accepted()
    {
        _room.Tell(Congested.Instance, _bob);

        Say(_alice, "wait\n");

        ExpectNothingFrom(_room, _alice);
        ExpectNothingFrom(_room, _bob);
    }

    [Fact]
    public void When_it_is_relieved_what_waited_is_accepted_in_its_order()
    {
        _room.Tell(Congested.Instance, _bob);
        Say(_alice, "1\n");
        Say(_bob, "2\n");

        _room.Tell(CongestionCleared.Instance, _bob);

        _alice.ExpectMsg<Accepted>();
        ExpectDelivered(_alice, "alice:1\nbob:2\n");
        _bob.ExpectMsg<Accepted>();
        ExpectDelivered(_bob, "alice:1\nbob:2\n");
    }

    [Fact]
    public void It_goes_on_only_when_the_last_congested_member_is_relieved()
    {
        _room.Tell(Congested.Instance, _alice);
        _room.Tell(Congested.Instance, _bob);
        _room.Tell(Congested.Instance, _bob);
        Say(_alice, "1\n");

        _room.Tell(CongestionCleared.Instance, _bob);
        ExpectNothingFrom(_room, _alice);
        _room.Tell(CongestionCleared.Instance, _alice);

        _alice.ExpectMsg<Accepted>();
    }

    [Fact]
    public void It_goes_on_when_the_congested_member_dies()
    {
        _room.Tell(Congested.Instance, _bob);
        Say(_alice, "1\n");
        ExpectNothingFrom(_room, _alice);

        Sys.Stop(_bob);

        _alice.ExpectMsg<Accepted>();
        ExpectDelivered(_alice, "alice:1\n");
    }

    [Fact]
    public void It_goes_on_when_the_congested_member_leaves()
    {
        _room.Tell(Congested.Instance, _bob);
        Say(_alice, "1\n");

        _room.Tell(Leave.Instance, _bob);

        _bob.ExpectMsg<Left>();
        _alice.ExpectMsg<Accepted>();
    }

    [Fact]
    public void Strangers_cannot_hold_the_room()
    {
        var stranger = CreateTestProbe();
        _room.Tell(Congested.Instance, stranger);
        _room.Tell(CongestionCleared.Instance, stranger);
        _room.Tell(DeliveryAck.Instance, stranger);

        Say(_alice, "1\n");

        _alice.ExpectMsg<Accepted>();
    }

    [Fact]
    public void Members_are_asked_to_confirm_once_a_window_is_full_and_not_before()
    {
        Say(_alice, "short\n");
        _alice.ExpectMsg<Accepted>();
        Assert.False(_alice.ExpectMsg<Deliver>().AckRequested);

        Say(_alice, Full);
        _alice.ExpectMsg<Accepted>();
        Assert.True(_alice.ExpectMsg<Deliver>().AckRequested);
    }

    [Fact]
    public void The_next_window_leaves_when_all_have_taken_the_last_one()
    {
        FillWindow();
        Say(_alice, "next\n");
        _alice.ExpectMsg<Accepted>();

        _room.Tell(DeliveryAck.Instance, _alice);
        _room.Tell(DeliveryAck.Instance, _alice);
        ExpectNothingFrom(_room, _alice);
        _room.Tell(DeliveryAck.Instance, _bob);

        ExpectDelivered(_alice, "alice:next\n");
        ExpectDelivered(_bob, "alice:next\n");
    }

    [Fact]
    public void While_it_waits_it_accepts_one_batch_and_no_more()
    {
        FillWindow();
        Say(_alice, Full);
        _alice.ExpectMsg<Accepted>();

        Say(_bob, "more\n");

        ExpectNothingFrom(_room, _bob);
        _room.Tell(DeliveryAck.Instance, _alice);
        _room.Tell(DeliveryAck.Instance, _bob);
        ExpectDelivered(_bob, "alice:" + Full);
        _bob.ExpectMsg<Accepted>();
    }

    [Fact]
    public void It_does_not_wait_for_the_dead()
    {
        FillWindow();
        Say(_alice, "next\n");
        _alice.ExpectMsg<Accepted>();
        _room.Tell(DeliveryAck.Instance, _alice);

        Sys.Stop(_bob);

        ExpectDelivered(_alice, "alice:next\n");
    }

    [Fact]
    public void It_does_not_wait_for_those_who_join_meanwhile()
    {
        FillWindow();
        var carol = Join("carol");
        Say(_alice, "next\n");
        _alice.ExpectMsg<Accepted>();

        _room.Tell(DeliveryAck.Instance, _alice);
        _room.Tell(DeliveryAck.Instance, _bob);

        ExpectDelivered(carol, "alice:next\n");
    }

    [Fact]
    public void Whoever_is_congested_after_taking_holds_the_next_window()
    {
        FillWindow();
        Say(_alice, "next\n");
        _alice.ExpectMsg<Accepted>();
        _room.Tell(DeliveryAck.Instance, _alice);

        _room.Tell(Congested.Instance, _bob);
        _room.Tell(DeliveryAck.Instance, _bob);
        ExpectNothingFrom(_room, _alice);

        _room.Tell(CongestionCleared.Instance, _bob);
        ExpectDelivered(_alice, "alice:next\n");
    }

    [Fact]
    public void A_long_text_goes_in_batches_of_half_a_window_and_is_accepted_at_its_end()
    {
        var line = new string('x', 389) + "\n";
        Say(_alice, string.Concat(Enumerable.Repeat(line, 9)));

        var batches = 0;
        var lines = 0;
        while (lines < 9)
        {
            var deliver = _bob.ExpectMsg<Deliver>();
            batches++;
            lines += deliver.Batch.Bytes.Text().Count(character => character == '\n');
            Assert.InRange(deliver.Batch.Length, 1, (Window / 2) + "alice:".Length + line.Length);
            if (!deliver.AckRequested)
                continue;
            _room.Tell(DeliveryAck.Instance, _alice);
            _room.Tell(DeliveryAck.Instance, _bob);
        }

        Assert.Equal(3, batches);
        _alice.FishForMessage(message => message is Accepted);
    }

    [Fact]
    public void Others_do_not_get_in_between_the_parts_of_a_long_text()
    {
        var line = new string('x', 600) + "\n";
        Say(_alice, line + line + line + line);
        Say(_bob, "me too\n");

        var text = "";
        while (!text.EndsWith("me too\n", StringComparison.Ordinal))
        {
            if (_bob.ReceiveOne() is not Deliver deliver)
                continue;
            text += deliver.Batch.Bytes.Text();
            _room.Tell(DeliveryAck.Instance, _alice);
            _room.Tell(DeliveryAck.Instance, _bob);
        }

        Assert.Equal(string.Concat(Enumerable.Repeat("alice:" + line, 4)) + "bob:me too\n", text);
    }

    [Fact]
    public void Closing_delivers_what_was_accepted_even_to_the_congested()
    {
        FillWindow();
        Say(_alice, "last\n");
        _alice.ExpectMsg<Accepted>();
        _room.Tell(Congested.Instance, _bob);
        Say(_bob, "too late\n");

        _room.Tell(CloseRoom.Instance);

        ExpectDelivered(_bob, "alice:last\n");
        _bob.ExpectMsg<Left>();
        ExpectNothingFrom(_room, _bob);
    }

    private TestProbe Join(string name)
    {
        var member = CreateTestProbe();
        _room.Tell(new Join(TestLines.Name(name)), member);
        member.ExpectMsg<Joined>();
        return member;
    }

    /// <summary>After it the room waits for alice and bob.</summary>
    private void FillWindow()
    {
        Say(_alice, Full);
        _alice.ExpectMsg<Accepted>();
        ExpectDelivered(_alice, "alice:" + Full);
        ExpectDelivered(_bob, "alice:" + Full);
    }

    private void Say(TestProbe member, string contents) => _room.Tell(new Say(TestLines.Of(contents)), member);

    private static void ExpectDelivered(TestProbe member, string lines) =>
        Assert.Equal(lines, member.ExpectMsg<Deliver>().Batch.Bytes.Text());
}
