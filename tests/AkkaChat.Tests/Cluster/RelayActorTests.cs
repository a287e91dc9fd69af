using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Cluster.ClusterMessages;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Cluster;

/// <summary>A RelayActor whose members and sequencer are probes.</summary>
public sealed class RelayActorTests : ActorTest
{
    private const int Window = 8000;

    private static readonly Epoch First = new(1, 100);
    private static readonly FairShareLimits Shares = new(Share: 300, HeadRoom: 2000, RefillTime: TimeSpan.FromSeconds(10));

    private static readonly RoomSettings Settings = new("server", UniqueNames: false, Window, Shares);

    private readonly TaskCompletionSource _nodeUp = new();
    private readonly RelayGauges _gauges = new();
    private readonly IActorRef _relay;
    private readonly TestProbe _sequencer;
    private Epoch _previous;
    private long _end;
    private long _id;

    public RelayActorTests()
    {
        using var durations = new RecordedHistogram();
        _relay = Sys.ActorOf(RelayActor.Props(_nodeUp.Task, () => Settings, new RoomGauges(), _gauges, durations.Histogram), "room");
        _sequencer = CreateTestProbe();
        // It has started, before a test lets time pass.
        _relay.Tell(RelayMessages.GetContact.Instance, TestActor);
        ExpectMsg<ContactState>();
    }

    [Fact]
    public void A_newcomer_waits_until_the_node_is_attached()
    {
        var alice = CreateTestProbe();
        _relay.Tell(new Join(TestLines.Name("alice")), alice);
        ExpectNothingFrom(_relay, alice);

        Attach();

        alice.ExpectMsg<Joined>();
    }

    [Fact]
    public void A_node_that_is_not_up_yet_answers_no_sequencer()
    {
        _relay.Tell(new Hello(First), _sequencer);
        ExpectNothingFrom(_relay, _sequencer);

        Attach();
    }

    [Fact]
    public void A_line_is_accepted_and_seen_when_it_is_committed()
    {
        var alice = JoinAttached("alice");
        _relay.Tell(new Say(TestLines.Of("hello\n")), alice);
        var post = ExpectPost();
        Order(Entry.OfPost(First, new Mark(post.Relay, post.Number), post.Lines), committed: _end);
        ExpectNothingFrom(_relay, alice);

        Commit(_end);

        alice.ExpectMsg<Accepted>();
        Assert.Equal("alice:hello\n", alice.ExpectMsg<Deliver>().Batch.Bytes.Text());
    }

    [Fact]
    public void Lines_of_other_nodes_are_delivered_by_reference()
    {
        var (alice, bob) = (JoinAttached("alice"), Join("bob"));

        Order(Entry.OfPost(First, new Mark(999, 1), "carol:hi\n".Bytes()), committed: _end + 1);

        Assert.Same(alice.ExpectMsg<Deliver>().Batch, bob.ExpectMsg<Deliver>().Batch);
    }

    [Fact]
    public void An_unanswered_post_is_sent_to_the_next_sequencer()
    {
        var alice = JoinAttached("alice");
        _relay.Tell(new Say(TestLines.Of("hello\n")), alice);
        var post = ExpectPost();

        var next = CreateTestProbe();
        var epoch = new Epoch(2, 200);
        _relay.Tell(new Ordered(epoch, _end + 1, First, Entry.Opening(epoch), new StreamStatus(_end, 0, 1, false)), next);

        var again = (Post)next.FishForMessage(message => message is Post);
        Assert.Equal((post.Number, epoch), (again.Number, again.Epoch));
        Assert.Equal(post.Lines, again.Lines);
    }

    [Fact]
    public void A_sequencer_that_was_replaced_is_refused()
    {
        JoinAttached("alice");
        var next = CreateTestProbe();
        _relay.Tell(new Hello(new Epoch(2, 200)), next);
        next.ExpectMsg<Attach>();

        Order(Entry.OfPost(First, new Mark(999, 1), "carol:hi\n".Bytes()), committed: 1);

        var refused = (Refused)_sequencer.FishForMessage(message => message is Refused);
        Assert.Equal(new Epoch(2, 200), refused.Followed);
    }

    [Fact]
    public void Members_are_expelled_when_the_stream_cannot_be_resumed()
    {
        var alice = JoinAttached("alice");
        var epoch = new Epoch(2, 200);

        _relay.Tell(new Install(epoch, new Checkpoint(1000, epoch, StreamState.Empty)), _sequencer);

        alice.ExpectMsg<Left>();
    }

    [Fact]
    public void Without_a_sequencer_the_members_are_expelled_and_then_the_node_gives_up()
    {
        var alice = JoinAttached("alice");
        Watch(_relay);

        Advance(TimeSpan.FromSeconds(14));
        ExpectNothingFrom(_relay, alice);
        Advance(TimeSpan.FromSeconds(2));
        alice.ExpectMsg<Left>();
        _relay.Tell(new Join(TestLines.Name("bob")), TestActor);
        ExpectMsg<Left>();
        Advance(TimeSpan.FromSeconds(15));

        ExpectTerminated(_relay);
    }

    [Fact]
    public void A_sequencer_that_only_asks_for_attachments_is_as_good_as_none()
    {
        var alice = JoinAttached("alice");
        Watch(_relay);

        for (var seconds = 0; seconds < 31; seconds++)
        {
            _relay.Tell(new Hello(First), _sequencer);
            Advance(TimeSpan.FromSeconds(1));
        }

        alice.ExpectMsg<Left>();
        ExpectTerminated(_relay);
    }

    [Fact]
    public void A_sequencer_without_a_majority_is_as_good_as_none()
    {
        var alice = JoinAttached("alice");
        Watch(_relay);

        for (var seconds = 0; seconds < 31; seconds++)
        {
            Order(Entry.OfPost(First, new Mark(999, seconds + 1), "carol:hi\n".Bytes()), committed: _end + 1);
            Advance(TimeSpan.FromSeconds(1));
        }

        alice.FishForMessage(message => message is Left);
        ExpectTerminated(_relay);
    }

    [Fact]
    public void A_room_that_is_lost_is_reported_once()
    {
        JoinAttached("alice");
        var events = CreateTestProbe();
        Sys.EventStream.Subscribe(events, typeof(ChatEvents.RoomLost));
        Sys.EventStream.Subscribe(events, typeof(ChatEvents.RoomAttached));

        for (var seconds = 0; seconds < 20; seconds++)
        {
            _relay.Tell(new Hello(First), _sequencer);
            Advance(TimeSpan.FromSeconds(1));
        }

        events.ExpectMsg<ChatEvents.RoomLost>();
        ExpectNothingFrom(_relay, events);
        _relay.Tell(new Announce("is anybody there?"), TestActor);
        ExpectMsg<Left>();
    }

    [Fact]
    public void A_relay_that_lost_its_place_without_members_is_attached_anew()
    {
        Attach();
        var state = StreamState.Empty with { Nodes = new NodeSet([new RelayNode(_id, "here")]) };

        _relay.Tell(new Install(First, new Checkpoint(1000, First, state)), _sequencer);
        _relay.Tell(new Ordered(First, 1001, First, Entry.Opening(First), new StreamStatus(1001, 0, 1, false)), _sequencer);
        Commit(1001);

        Join("alice");
        Assert.Equal(2, _gauges.Attachments);
    }

    [Fact]
    public void A_relay_that_begins_at_the_end_of_a_quiet_stream_is_attached()
    {
        _nodeUp.SetResult();
        _relay.Tell(new Hello(First), _sequencer);
        var id = _sequencer.ExpectMsg<Attach>().Relay;
        var state = StreamState.Empty with { Nodes = new NodeSet([new RelayNode(id, "here")]) };

        _relay.Tell(new Install(First, new Checkpoint(1000, First, state)), _sequencer);

        Join("alice");
    }

    [Fact]
    public void A_node_that_is_never_attached_gives_up()
    {
        var start = CreateTestProbe();
        _relay.Tell(RelayMessages.AwaitAttached.Instance, start);

        Advance(TimeSpan.FromSeconds(29));
        _nodeUp.SetResult();
        _relay.Tell(new Hello(First), _sequencer);
        _sequencer.ExpectMsg<Attach>();
        ExpectNothingFrom(_relay, start);
        Advance(TimeSpan.FromSeconds(2));

        start.ExpectMsg<RelayMessages.NotAttached>();
    }

    [Fact]
    public void While_members_of_other_nodes_are_congested_only_shares_are_accepted()
    {
        var alice = JoinAttached("alice");
        Commit(_end, isCongested: true);
        _relay.Tell(new Say(TestLines.Of(new string('x', 20) + "\n" + new string('y', 20) + "\n")), alice);

        // A share is one line with its overhead; the second one waits.
        Assert.DoesNotContain('y', ExpectPost().Lines.Text());
    }

    [Fact]
    public void A_congested_member_is_reported()
    {
        var alice = JoinAttached("alice");

        _relay.Tell(Congested.Instance, alice);

        _sequencer.FishForMessage(message => message is Ack { IsCongested: true });
    }

    [Fact]
    public void An_entry_is_acknowledged_as_taken_when_the_members_have_it()
    {
        var alice = JoinAttached("alice");
        Order(Entry.OfPost(First, new Mark(999, 1), new string('\n', Window).Bytes()), committed: _end + 1);
        var deliver = alice.ExpectMsg<Deliver>();
        Assert.True(deliver.AckRequested);
        var ack = (Ack)_sequencer.FishForMessage(message => message is Ack { Received: var received } && received == _end);
        Assert.True(ack.Taken < _end);

        _relay.Tell(DeliveryAck.Instance, alice);

        _sequencer.FishForMessage(message => message is Ack { Taken: var taken } && taken == _end);
    }

    [Fact]
    public void A_room_that_closes_waits_for_what_is_on_its_way()
    {
        var alice = JoinAttached("alice");
        _relay.Tell(new Say(TestLines.Of("hello\n")), alice);
        var post = ExpectPost();
        _relay.Tell(RoomMessages.Close.Instance, TestActor);
        ExpectNothingFrom(_relay, alice);

        Order(Entry.OfPost(First, new Mark(post.Relay, post.Number), post.Lines), committed: _end + 1);

        alice.ExpectMsg<Accepted>();
        alice.ExpectMsg<Deliver>();
        alice.ExpectMsg<Left>();
        ExpectMsg<RoomClosed>();
    }

    [Fact]
    public void A_room_that_closes_is_not_ready()
    {
        var alice = JoinAttached("alice");
        _relay.Tell(RelayMessages.GetContact.Instance, TestActor);
        ExpectMsg(ContactState.Attached);
        _relay.Tell(new Say(TestLines.Of("hello\n")), alice);
        ExpectPost();
        _relay.Tell(RoomMessages.Close.Instance, TestActor);

        _relay.Tell(RelayMessages.GetContact.Instance, TestActor);
        ExpectMsg(ContactState.Closing);
        Advance(TimeSpan.FromSeconds(1));
        ExpectMsg<RoomClosed>();
        _relay.Tell(RelayMessages.GetContact.Instance, TestActor);
        ExpectMsg(ContactState.Closing);
    }

    [Fact]
    public void A_member_that_leaves_gets_what_is_committed()
    {
        var (alice, slow) = (JoinAttached("alice"), Join("slow"));
        Order(Entry.OfPost(First, new Mark(999, 1), new string('\n', Window).Bytes()), committed: _end + 1);
        Order(Entry.OfPost(First, new Mark(999, 2), "carol:last\n".Bytes()), committed: _end + 1);
        alice.ExpectMsg<Deliver>();
        ExpectNothingFrom(_relay, alice);

        _relay.Tell(Leave.Instance, alice);

        Assert.Equal("carol:last\n", alice.ExpectMsg<Deliver>().Batch.Bytes.Text());
        alice.ExpectMsg<Left>();
        slow.ExpectMsg<Deliver>();
    }

    [Fact]
    public void A_newcomer_receives_nothing_that_was_committed_before_it_joined()
    {
        var alice = JoinAttached("alice");
        Order(Entry.OfPost(First, new Mark(999, 1), new string('\n', Window).Bytes()), committed: _end + 1);
        Order(Entry.OfPost(First, new Mark(999, 2), "carol:before\n".Bytes()), committed: _end + 1);
        alice.ExpectMsg<Deliver>();

        var bob = Join("bob");
        Order(Entry.OfPost(First, new Mark(999, 3), "carol:after\n".Bytes()), committed: _end + 1);
        _relay.Tell(DeliveryAck.Instance, alice);

        Assert.Equal("carol:after\n", bob.ExpectMsg<Deliver>().Batch.Bytes.Text());
        Assert.Equal("carol:before\n", alice.ExpectMsg<Deliver>().Batch.Bytes.Text());
    }

    [Fact]
    public void A_newcomer_that_leaves_receives_nothing()
    {
        var alice = CreateTestProbe();
        _relay.Tell(new Join(TestLines.Name("alice")), alice);

        _relay.Tell(Leave.Instance, alice);

        alice.ExpectMsg<Left>();
        Attach();
        ExpectNothingFrom(_relay, alice);
    }

    [Fact]
    public void A_newcomer_whose_name_must_be_unique_joins_when_it_is_given()
    {
        _relay.Tell(new Configure(Settings with { UniqueNames = true }));
        Attach();
        var alice = CreateTestProbe();
        _relay.Tell(new Join(TestLines.Name("alice")), alice);
        var request = (ReserveName)_sequencer.FishForMessage(message => message is ReserveName { Name: "alice" });
        ExpectNothingFrom(_relay, alice);

        _relay.Tell(new NameDecided(First, request.Relay, "alice", request.Number, IsGiven: true), _sequencer);

        alice.ExpectMsg<Joined>();
        Assert.True(IsHeld("alice"));
        var again = CreateTestProbe();
        _relay.Tell(new Join(TestLines.Name("Alice")), again);
        again.ExpectMsg<NameTaken>();
    }

    [Fact]
    public void A_newcomer_whose_name_another_node_has_is_refused()
    {
        _relay.Tell(new Configure(Settings with { UniqueNames = true }));
        Attach();
        var alice = CreateTestProbe();
        _relay.Tell(new Join(TestLines.Name("alice")), alice);
        var request = (ReserveName)_sequencer.FishForMessage(message => message is ReserveName);

        _relay.Tell(new NameDecided(First, request.Relay, "alice", request.Number, IsGiven: false), _sequencer);

        alice.ExpectMsg<NameTaken>();
        Assert.False(IsHeld("alice"));
    }

    [Fact]
    public void A_newcomer_waits_for_its_name_no_longer_when_names_need_not_be_unique()
    {
        _relay.Tell(new Configure(Settings with { UniqueNames = true }));
        Attach();
        var alice = CreateTestProbe();
        _relay.Tell(new Join(TestLines.Name("alice")), alice);
        _sequencer.FishForMessage(message => message is ReserveName);

        _relay.Tell(new Configure(Settings));
        Commit(_end);

        alice.ExpectMsg<Joined>();
    }

    [Fact]
    public void After_a_failure_members_have_all_that_is_committed()
    {
        var alice = JoinAttached("alice");
        Order(Entry.OfPost(First, new Mark(999, 1), new string('\n', Window).Bytes()), committed: _end + 1);
        Order(Entry.OfPost(First, new Mark(999, 2), "carol:last\n".Bytes()), committed: _end + 1);
        alice.ExpectMsg<Deliver>();

        _relay.Tell(Leave.Instance, new FaultyRef(Sys));

        Assert.Equal("carol:last\n", alice.ExpectMsg<Deliver>().Batch.Bytes.Text());
        alice.ExpectMsg<Left>();
    }

    [Fact]
    public void A_relay_that_fails_while_it_closes_closes()
    {
        var alice = JoinAttached("alice");
        _relay.Tell(new Say(TestLines.Of("hello\n")), alice);
        ExpectPost();
        _relay.Tell(RoomMessages.Close.Instance, TestActor);

        _relay.Tell(Leave.Instance, new FaultyRef(Sys));

        ExpectMsg<RoomClosed>();
        _relay.Tell(new Join(TestLines.Name("bob")), TestActor);
        ExpectMsg<Left>();
        _relay.Tell(new Announce("too late"), TestActor);
        ExpectMsg<Left>();
    }

    [Fact]
    public void A_relay_that_begins_in_the_middle_of_the_stream_reports_nothing_of_members()
    {
        var events = CreateTestProbe();
        Sys.EventStream.Subscribe(events, typeof(ChatEvents.RoomNotResumed));

        _relay.Tell(new Install(First, new Checkpoint(1000, First, StreamState.Empty)), _sequencer);

        ExpectNothingFrom(_relay, events);
    }

    private bool IsHeld(string name)
    {
        _relay.Tell(new AskName(First, name, 1), _sequencer);
        return ((NameAnswer)_sequencer.FishForMessage(message => message is NameAnswer)).IsHeld;
    }

    private TestProbe JoinAttached(string name)
    {
        Attach();
        return Join(name);
    }

    private TestProbe Join(string name)
    {
        var member = CreateTestProbe();
        _relay.Tell(new Join(TestLines.Name(name)), member);
        member.ExpectMsg<Joined>();
        return member;
    }

    private void Attach()
    {
        _nodeUp.TrySetResult();
        _relay.Tell(new Hello(First), _sequencer);
        _id = _sequencer.ExpectMsg<Attach>().Relay;
        Order(Entry.OfNodes(First, new NodeSet([new RelayNode(_id, "here")])), committed: 1);
        Commit(1);
    }

    private void Order(Entry entry, long committed)
    {
        _relay.Tell(new Ordered(First, ++_end, _previous, entry, new StreamStatus(committed, 0, 1, false)), _sequencer);
        _previous = First;
    }

    private void Commit(long position, bool isCongested = false) =>
        _relay.Tell(new Commit(First, new StreamStatus(position, 0, 1, isCongested)), _sequencer);

    private Post ExpectPost() => (Post)_sequencer.FishForMessage(message => message is Post);
}
