using System.Diagnostics;
using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Room;

/// <summary>
/// Batches follow each other faster than everybody is told of each: the clock stands, unless a test moves it. There are as
/// many members as make it worth while; all but two only listen.
/// </summary>
public sealed class BusyRoomTests : ActorTest
{
    private const int Window = 100_000;

    private readonly FakeTimeProvider _time = new();
    private readonly MeterReader _reader;
    private readonly IActorRef _room;
    private readonly TestProbe _alice;
    private readonly TestProbe _bob;

    public BusyRoomTests()
    {
        var factory = TestMeter.Factory();
        _reader = new MeterReader(factory);
        _room = Sys.ActorOf(RoomActor.Props(uniqueNames: false, Window, new ChatMeter(factory), _time));
        for (var i = 0; i < RoomActor.Few - 1; i++)
        {
            var listener = Sys.ActorOf(Props.Create<Listener>().WithDispatcher(CallingThreadDispatcher.Id));
            _room.Tell(new Join(TestLines.Name("listener")), listener);
        }

        _alice = Join("alice");
        _bob = Join("bob");
        Say(_alice, "first\n");
        ExpectDelivered(_alice, "alice:first\n");
        ExpectDelivered(_bob, "alice:first\n");
    }

    [Fact]
    public void Who_says_a_line_gets_it_at_once_and_the_others_when_the_interval_is_over()
    {
        Say(_alice, "1\n");

        ExpectDelivered(_alice, "alice:1\n");
        ExpectNothingFrom(_room, _bob);
        _time.Advance(RoomActor.Interval);
        ExpectDelivered(_bob, "alice:1\n");
        ExpectNothingFrom(_room, _alice);
    }

    [Fact]
    public void The_others_get_all_lines_of_an_interval_together()
    {
        Say(_alice, "1\n");
        ExpectDelivered(_alice, "alice:1\n");
        Say(_alice, "2\n");
        ExpectDelivered(_alice, "alice:2\n");

        _time.Advance(RoomActor.Interval);

        ExpectDelivered(_bob, "alice:1\nalice:2\n");
    }

    [Fact]
    public void Who_speaks_gets_what_it_has_not_got_before_and_its_own_line_behind_it()
    {
        Say(_alice, "1\n");
        ExpectDelivered(_alice, "alice:1\n");

        Say(_bob, "2\n");

        ExpectDelivered(_bob, "alice:1\nbob:2\n");
        ExpectNothingFrom(_room, _alice);
        _time.Advance(RoomActor.Interval);
        ExpectDelivered(_alice, "bob:2\n");
        ExpectNothingFrom(_room, _bob);
    }

    [Fact]
    public void A_line_after_an_interval_of_silence_is_for_all_at_once()
    {
        _time.Advance(RoomActor.Interval);

        Say(_alice, "1\n");

        ExpectDelivered(_bob, "alice:1\n");
    }

    [Fact]
    public void What_is_owed_does_not_wait_for_the_next_line()
    {
        Say(_alice, "1\n");
        ExpectDelivered(_alice, "alice:1\n");
        _time.Advance(RoomActor.Interval / 2);
        Say(_alice, "2\n");
        ExpectDelivered(_alice, "alice:2\n");

        _time.Advance(RoomActor.Interval / 2);

        ExpectDelivered(_bob, "alice:1\nalice:2\n");
    }

    [Fact]
    public void That_some_are_told_late_puts_off_no_other_line()
    {
        for (var i = 0; i < 3; i++)
        {
            Say(_alice, "1\n");
            ExpectDelivered(_alice, "alice:1\n");
            ExpectNothingFrom(_room, _bob);
            _time.Advance(RoomActor.Interval);
            ExpectDelivered(_bob, "alice:1\n");

            Say(_bob, "2\n");
            ExpectDelivered(_alice, "bob:2\n");
            ExpectDelivered(_bob, "bob:2\n");
        }
    }

    [Fact]
    public void Who_all_have_spoken_have_got_everything()
    {
        var (room, members) = Another(Window, RoomActor.Few + 1);
        for (var i = 0; i < 2; i++)
        {
            InOneBurst(room, () => Array.ForEach(members, member => room.Tell(new Say(TestLines.Of("1\n")), member)));
            foreach (var member in members)
            {
                member.ExpectMsg<Accepted>();
                Assert.Equal(members.Length, member.ExpectMsg<Deliver>().Batch.Lines);
            }
        }

        _time.Advance(RoomActor.Interval);
        Assert.All(members, member => ExpectNothingFrom(room, member));
    }

    [Fact]
    public void Few_members_are_all_told_at_once()
    {
        var (room, members) = Another(Window, RoomActor.Few);

        foreach (var line in (string[])["1\n", "2\n", "3\n"])
        {
            room.Tell(new Say(TestLines.Of(line)), members[0]);
            Assert.Equal("m:" + line, members[^1].ExpectMsg<Deliver>().Batch.Bytes.Text());
        }
    }

    [Fact]
    public void Who_is_told_late_does_not_get_lines_that_have_not_been_in_a_batch_yet()
    {
        Say(_alice, "1\n");
        ExpectDelivered(_alice, "alice:1\n");
        InOneBurst(_room, () =>
        {
            _room.Tell(new Say(TestLines.Of("2\n")), _alice);
            _time.Advance(RoomActor.Interval);
        });

        ExpectDelivered(_bob, "alice:1\n");
        _alice.ExpectMsg<Accepted>();
        ExpectDelivered(_alice, "alice:2\n");
        _time.Advance(RoomActor.Interval);
        ExpectDelivered(_bob, "alice:2\n");
    }

    [Fact]
    public void Very_many_bytes_are_for_all_at_once()
    {
        var line = new string('x', RoomActor.Plenty) + "\n";

        Say(_alice, line);

        ExpectDelivered(_bob, "alice:" + line);
    }

    [Fact]
    public void Half_a_window_is_for_all_at_once_and_all_confirm_it()
    {
        var (room, members) = Another(window: 4000, RoomActor.Few + 1);
        var author = members[0];
        Assert.False(SayAndHear("first\n").AckRequested);
        members[1].ExpectMsg<Deliver>();

        var owed = "m:1\n";
        while (!SayAndHear("1\n").AckRequested)
            owed += "m:1\n";

        var late = members[1].ExpectMsg<Deliver>();
        Assert.Equal(owed, late.Batch.Bytes.Text());
        Assert.True(late.AckRequested);

        Deliver SayAndHear(string line)
        {
            room.Tell(new Say(TestLines.Of(line)), author);
            author.ExpectMsg<Accepted>();
            return author.ExpectMsg<Deliver>();
        }
    }

    [Fact]
    public void Who_joins_meanwhile_gets_nothing_of_what_others_are_owed()
    {
        Say(_alice, "1\n");
        ExpectDelivered(_alice, "alice:1\n");
        var carol = Join("carol");

        _time.Advance(RoomActor.Interval);

        ExpectDelivered(_bob, "alice:1\n");
        ExpectNothingFrom(_room, carol);
    }

    [Fact]
    public void Who_leaves_gets_what_it_is_owed()
    {
        Say(_alice, "1\n");
        ExpectDelivered(_alice, "alice:1\n");

        _room.Tell(Leave.Instance, _bob);

        ExpectDelivered(_bob, "alice:1\n");
        _bob.ExpectMsg<Left>();
    }

    [Fact]
    public void A_room_that_closes_owes_nobody_anything()
    {
        Say(_alice, "1\n");
        ExpectDelivered(_alice, "alice:1\n");

        _room.Tell(CloseRoom.Instance);

        ExpectDelivered(_bob, "alice:1\n");
        _bob.ExpectMsg<Left>();
        _time.Advance(RoomActor.Interval);
        ExpectNothingFrom(_room, _bob);
    }

    [Fact]
    public void A_room_that_fails_owes_nobody_anything()
    {
        Say(_alice, "1\n");
        ExpectDelivered(_alice, "alice:1\n");

        EventFilter.Exception<NullReferenceException>().ExpectOne(() => _room.Tell(new Say(null!), _alice));

        ExpectDelivered(_bob, "alice:1\n");
        _bob.ExpectMsg<Left>();
        _alice.ExpectMsg<Left>();
        _time.Advance(RoomActor.Interval);
        ExpectNothingFrom(_room, _bob);
    }

    [Fact]
    public void Who_is_gone_is_owed_nothing_and_the_others_are_served_as_ever()
    {
        Say(_alice, "1\n");
        ExpectDelivered(_alice, "alice:1\n");
        Watch(_bob);
        Sys.Stop(_bob);
        ExpectTerminated(_bob);
        var carol = Join("carol");

        _time.Advance(RoomActor.Interval);
        Say(_alice, "2\n");

        ExpectDelivered(_alice, "alice:2\n");
        ExpectDelivered(carol, "alice:2\n");
    }

    [Fact]
    public void Who_is_congested_does_not_hold_back_what_others_are_owed()
    {
        Say(_alice, "1\n");
        ExpectDelivered(_alice, "alice:1\n");
        _room.Tell(Congested.Instance, _alice);
        ExpectNothingFrom(_room, _alice);

        _time.Advance(RoomActor.Interval);

        ExpectDelivered(_bob, "alice:1\n");
    }

    [Fact]
    public void A_line_is_timed_until_the_last_has_got_it()
    {
        _room.Tell(new Say(TestLines.Of("1\n"), Stopwatch.GetTimestamp()), _alice);
        _alice.ExpectMsg<Accepted>();
        _alice.ExpectMsg<Deliver>().Batch.Timer!.Complete();
        ExpectNothingFrom(_room, _bob);
        Assert.Empty(_reader.Durations);

        _time.Advance(RoomActor.Interval);
        var late = _bob.ExpectMsg<Deliver>().Batch.Timer!;
        ExpectNothingFrom(_room, _bob);
        Assert.Empty(_reader.Durations);

        late.Complete();
        Assert.Single(_reader.Durations);
    }

    [Fact]
    public void Each_round_for_all_is_timed_on_its_own()
    {
        for (var i = 1; i <= 2; i++)
        {
            _room.Tell(new Say(TestLines.Of("1\n"), Stopwatch.GetTimestamp()), _alice);
            _alice.ExpectMsg<Accepted>();
            _alice.ExpectMsg<Deliver>().Batch.Timer!.Complete();
            _time.Advance(RoomActor.Interval);
            _bob.ExpectMsg<Deliver>().Batch.Timer!.Complete();
            ExpectNothingFrom(_room, _bob);
            Assert.Equal(i, _reader.Durations.Count);
        }
    }

    [Fact]
    public void What_a_closing_room_delivers_is_timed()
    {
        InOneBurst(_room, () =>
        {
            _room.Tell(new Say(TestLines.Of("1\n"), Stopwatch.GetTimestamp()), _alice);
            _room.Tell(CloseRoom.Instance);
        });

        _alice.ExpectMsg<Accepted>();
        _alice.ExpectMsg<Deliver>().Batch.Timer!.Complete();
        _alice.ExpectMsg<Left>();
        _bob.ExpectMsg<Deliver>().Batch.Timer!.Complete();
        _bob.ExpectMsg<Left>();
        ExpectNothingFrom(_room, _bob);
        Assert.Single(_reader.Durations);
    }

    protected override void AfterAll()
    {
        _reader.Dispose();
        base.AfterAll();
    }

    private TestProbe Join(string name)
    {
        var member = CreateTestProbe();
        _room.Tell(new Join(TestLines.Name(name)), member);
        member.ExpectMsg<Joined>();
        return member;
    }

    private (IActorRef Room, TestProbe[] Members) Another(int window, int count)
    {
        var room = Sys.ActorOf(RoomActor.Props(uniqueNames: false, window, TestMeter.Create(), _time));
        var members = Enumerable.Range(0, count).Select(_ => CreateTestProbe()).ToArray();
        foreach (var member in members)
        {
            room.Tell(new Join(TestLines.Name("m")), member);
            member.ExpectMsg<Joined>();
        }

        return (room, members);
    }

    private void Say(TestProbe member, string contents)
    {
        _room.Tell(new Say(TestLines.Of(contents)), member);
        member.ExpectMsg<Accepted>();
    }

    private void ExpectDelivered(TestProbe member, string lines)
    {
        Assert.Equal(lines, member.ExpectMsg<Deliver>().Batch.Bytes.Text());
        // The round is over, and its timer runs.
        var clerk = CreateTestProbe();
        ExpectNothingFrom(_room, clerk);
    }

    private sealed class Listener : UntypedActor
    {
        protected override void OnReceive(object message) => (message as Deliver)?.Batch.Timer?.Complete();
    }
}
