using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Room;

/// <summary>The room runs ahead of its members by a window at most, and accepts fair shares while one is congested.</summary>
public sealed class RoomBackpressureTests : RoomTest
{
    private const int Window = 2000;

    /// <summary>A line that fills a window.</summary>
    private static readonly string Full = new string('x', Window) + "\n";

    private readonly TestProbe _alice;
    private readonly TestProbe _bob;

    public RoomBackpressureTests()
        : base(window: Window)
    {
        _alice = Join("alice");
        _bob = Join("bob");
    }

    [Fact]
    public void While_a_member_is_congested_who_has_used_up_its_share_waits_and_holds_nobody()
    {
        UseUpShares(_alice);

        Say(_alice, "wait\n");
        Say(_bob, "go on\n");

        _bob.ExpectMsg<Accepted>();
        ExpectDelivered(_bob, "bob:go on\n");
        ExpectDelivered(_alice, "bob:go on\n");
        ExpectNothing(_alice);
        Assert.Equal(1, Gauges.Congested);
    }

    [Fact]
    public void A_line_that_waits_is_accepted_when_the_share_has_been_refilled()
    {
        UseUpShares(_alice);
        Say(_alice, "wait\n");
        ExpectNothing(_alice);

        // The line costs a fifth of the share.
        Advance(Shares.RefillTime / 10);
        ExpectNothing(_alice);
        Advance(Shares.RefillTime / 5);

        _alice.ExpectMsg<Accepted>();
        ExpectDelivered(_bob, "alice:wait\n");
    }

    [Fact]
    public void A_member_that_joins_during_congestion_has_no_whole_share()
    {
        _room.Tell(Congested.Instance, _bob);
        var carol = Join("carol");

        Say(carol, WholeShare("carol"));

        ExpectNothing(carol);
        Say(_alice, WholeShare("alice"));
        _alice.ExpectMsg<Accepted>();
    }

    [Fact]
    public void Pending_lines_of_a_member_that_leaves_are_dropped()
    {
        UseUpShares(_alice);
        Say(_alice, "never\n");
        ExpectNothing(_alice);
        Sys.Stop(_alice);
        AwaitAssert(() => Assert.Equal(1, Gauges.Members));

        _room.Tell(CongestionCleared.Instance, _bob);
        Say(_bob, "go on\n");

        ExpectDelivered(_bob, "bob:go on\n");
    }

    [Fact]
    public void Pending_lines_are_accepted_in_their_order_when_the_last_congested_member_has_recovered()
    {
        _room.Tell(Congested.Instance, _alice);
        UseUpShares(_alice, _bob);
        Say(_alice, "1\n");
        Say(_bob, "2\n");

        _room.Tell(CongestionCleared.Instance, _bob);
        ExpectNothing(_alice);
        _room.Tell(CongestionCleared.Instance, _alice);

        _alice.ExpectMsg<Accepted>();
        ExpectDelivered(_alice, "alice:1\nbob:2\n");
        _bob.ExpectMsg<Accepted>();
        ExpectDelivered(_bob, "alice:1\nbob:2\n");
        Assert.Equal(0, Gauges.Congested);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pending_lines_are_accepted_when_the_congested_member_has_gone(bool leaves)
    {
        UseUpShares(_alice);
        Say(_alice, "1\n");
        ExpectNothing(_alice);

        if (leaves)
            SendLeave(_bob);
        else
            Sys.Stop(_bob);

        _alice.ExpectMsg<Accepted>();
        ExpectDelivered(_alice, "alice:1\n");
    }

    [Fact]
    public void Messages_of_non_members_do_not_hold_the_room()
    {
        var stranger = CreateTestProbe();
        _room.Tell(Congested.Instance, stranger);
        _room.Tell(CongestionCleared.Instance, stranger);
        _room.Tell(DeliveryAck.Instance, stranger);

        Say(_alice, "1\n");

        _alice.ExpectMsg<Accepted>();
    }

    [Fact]
    public void An_acknowledgement_is_requested_once_half_a_window_was_delivered_and_not_before()
    {
        Say(_alice, "short\n");
        Assert.False(ExpectDeliver(_alice).AckRequested);

        Say(_alice, Full);
        Assert.True(ExpectDeliver(_alice).AckRequested);
    }

    [Fact]
    public void The_next_batch_is_delivered_when_all_have_acknowledged_the_last_one()
    {
        FillWindowAndSayNext();

        _room.Tell(DeliveryAck.Instance, _alice);
        _room.Tell(DeliveryAck.Instance, _alice);
        ExpectNothing(_alice);
        _room.Tell(DeliveryAck.Instance, _bob);

        ExpectDelivered(_alice, "alice:next\n");
        ExpectDelivered(_bob, "alice:next\n");
    }

    [Fact]
    public void While_acknowledgements_are_pending_one_batch_is_accepted_and_no_more()
    {
        FillWindow();
        Say(_alice, Full);
        _alice.ExpectMsg<Accepted>();

        Say(_bob, "more\n");

        ExpectNothing(_bob);
        AcknowledgeAll();
        ExpectDelivered(_bob, "alice:" + Full);
        _bob.ExpectMsg<Accepted>();
    }

    [Fact]
    public void No_acknowledgement_is_awaited_of_a_member_that_has_died()
    {
        FillWindowAndSayNext();
        _room.Tell(DeliveryAck.Instance, _alice);

        Sys.Stop(_bob);

        ExpectDelivered(_alice, "alice:next\n");
    }

    [Fact]
    public void No_acknowledgement_is_awaited_of_a_newcomer()
    {
        FillWindow();
        var carol = Join("carol");
        Say(_alice, "next\n");
        _alice.ExpectMsg<Accepted>();

        AcknowledgeAll();

        ExpectDelivered(carol, "alice:next\n");
    }

    [Fact]
    public void A_join_does_not_push_a_batch_past_the_window()
    {
        FillWindowAndSayNext();
        var carol = CreateTestProbe();

        SendJoin(carol, "carol");

        ExpectNothing(carol);
        ExpectNothing(_bob);
        AcknowledgeAll();
        ExpectDelivered(_bob, "alice:next\n");
        carol.ExpectMsg<Joined>();
        ExpectNothing(carol);
    }

    [Fact]
    public void A_newcomer_may_be_congested_too()
    {
        FillWindowAndSayNext();
        var carol = CreateTestProbe();
        SendJoin(carol, "carol");
        _room.Tell(Congested.Instance, carol);
        Say(_alice, WholeShare("alice"));
        _alice.ExpectMsg<Accepted>();

        Say(_alice, "wait\n");
        AcknowledgeAll();

        carol.ExpectMsg<Joined>();
        ExpectDelivered(_alice, "alice:next\nalice:" + WholeShare("alice"));
        ExpectNothing(_alice);
        _room.Tell(CongestionCleared.Instance, carol);
        _alice.ExpectMsg<Accepted>();
    }

    [Fact]
    public void Congestion_holds_acceptance_but_not_the_delivery_of_what_was_accepted()
    {
        FillWindowAndSayNext();

        _room.Tell(Congested.Instance, _bob);
        AcknowledgeAll();

        ExpectDelivered(_alice, "alice:next\n");
        ExpectDelivered(_bob, "alice:next\n");
    }

    [Fact]
    public void A_long_say_goes_in_batches_of_half_a_window_and_is_accepted_at_its_end()
    {
        var line = new string('x', 389) + "\n";
        Say(_alice, string.Concat(Enumerable.Repeat(line, 9)));

        var batches = ReceiveBatches(9);

        Assert.Equal(3, batches.Count);
        Assert.All(batches, batch => Assert.InRange(batch.Length, 1, (Window / 2) + "alice:".Length + line.Length));
        _alice.FishForMessage(message => message is Accepted);
    }

    [Fact]
    public void A_long_say_goes_on_behind_those_of_others_after_each_batch()
    {
        var line = new string('x', 600) + "\n";
        Say(_alice, string.Concat(Enumerable.Repeat(line, 10)));
        Say(_bob, "me too\n");

        var text = string.Concat(ReceiveBatches(11).Select(batch => batch.Bytes.Text()));
        var before = text[..text.IndexOf("bob:", StringComparison.Ordinal)];

        Assert.Equal(
            string.Concat(Enumerable.Repeat("alice:" + line, 10)), text.Replace("bob:me too\n", "", StringComparison.Ordinal));
        Assert.InRange(before.Length, 1, 6 * ("alice:".Length + line.Length));
    }

    [Fact]
    public void A_closing_room_delivers_what_was_accepted_even_to_a_congested_member()
    {
        FillWindow();
        Say(_alice, Full);
        _alice.ExpectMsg<Accepted>();
        _room.Tell(Congested.Instance, _bob);
        Say(_bob, "too late\n");

        _room.Tell(Close.Instance);

        ExpectDelivered(_bob, "alice:" + Full);
        _bob.ExpectMsg<Left>();
        ExpectNothing(_bob);
    }

    /// <summary>A line that costs the whole share of a member.</summary>
    private static string WholeShare(string name) => new string('x', 1000 - $"{name}:\n".Length) + "\n";

    /// <summary>Bob is congested, and these members have used up their shares.</summary>
    private void UseUpShares(params TestProbe[] members)
    {
        _room.Tell(Congested.Instance, _bob);
        foreach (var member in members)
        {
            var (name, line) = member == _alice ? ("alice", WholeShare("alice")) : ("bob", WholeShare("bob"));
            Say(member, line);
            member.ExpectMsg<Accepted>();
            ExpectDelivered(_alice, $"{name}:{line}");
            ExpectDelivered(_bob, $"{name}:{line}");
            AcknowledgeAll();
        }
    }

    /// <summary>After it the acknowledgements of alice and bob are pending.</summary>
    private void FillWindow()
    {
        Say(_alice, Full);
        _alice.ExpectMsg<Accepted>();
        ExpectDelivered(_alice, "alice:" + Full);
        ExpectDelivered(_bob, "alice:" + Full);
    }

    /// <summary>After it a line of alice is accepted, and delivered once the pending acknowledgements are in.</summary>
    private void FillWindowAndSayNext()
    {
        FillWindow();
        Say(_alice, "next\n");
        _alice.ExpectMsg<Accepted>();
    }

    private void AcknowledgeAll()
    {
        _room.Tell(DeliveryAck.Instance, _alice);
        _room.Tell(DeliveryAck.Instance, _bob);
    }

    /// <summary>The lines that bob receives, that many; both members acknowledge each batch that asks for it.</summary>
    private List<Batch> ReceiveBatches(int lines)
    {
        var batches = new List<Batch>();
        while (batches.Sum(batch => batch.Lines) < lines)
        {
            var deliver = ExpectDeliver(_bob);
            batches.Add(deliver.Batch);
            if (deliver.AckRequested)
                AcknowledgeAll();
        }

        return batches;
    }
}
