using System.Net;
using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Tests.Support;
using Serilog.Events;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>The log of what happens: one line each, and never more than a few.</summary>
public sealed class EventLogActorTests : ActorTest
{
    private static readonly IPEndPoint Remote = IPEndPoint.Parse("203.0.113.7:51432");

    private readonly TestProbe _lines;

    public EventLogActorTests() => _lines = CreateTestProbe("lines");

    [Theory]
    [InlineData("203.0.113.7:51432", "203.0.113.7:51432")]
    [InlineData("[::ffff:203.0.113.7]:51432", "203.0.113.7:51432")]
    [InlineData("[2001:db8::1]:51432", "[2001:db8::1]:51432")]
    public void A_client_that_joins_is_a_line_with_its_address(string remote, string text)
    {
        var log = Start();

        log.Tell(new ChatEvents.Joined(IPEndPoint.Parse(remote), "alice"));

        Assert.Equal($"INF alice joined from {text}", NextLine());
    }

    [Fact]
    public void A_client_that_leaves_is_a_line_with_the_reason_and_what_it_did()
    {
        var log = Start();

        log.Tell(Ended(CloseReason.SlowConsumer, "alice", wasMember: true));

        Assert.Equal(
            "INF alice left after 3m 20s: slow-consumer, lines in 12, out 345, from 203.0.113.7:51432", NextLine());
    }

    [Theory]
    [InlineData((int)CloseReason.RoomFull, "", "WRN 203.0.113.7:51432 refused: room-full")]
    [InlineData((int)CloseReason.AddressFull, "", "INF 203.0.113.7:51432 refused: address-full")]
    [InlineData((int)CloseReason.InvalidUsername, "", "INF 203.0.113.7:51432 refused: invalid-username")]
    [InlineData((int)CloseReason.NameTaken, "alice", "INF 203.0.113.7:51432 refused as alice: name-taken")]
    [InlineData((int)CloseReason.HandshakeTimeout, "", "INF 203.0.113.7:51432 refused: handshake-timeout")]
    public void A_refusal_is_a_line_with_the_reason(int reason, string username, string line)
    {
        var log = Start();

        log.Tell(Ended((CloseReason)reason, username, wasMember: false));

        Assert.Equal(line, NextLine());
    }

    [Fact]
    public void Who_comes_and_goes_without_a_name_is_for_debugging_only()
    {
        var debug = Start(LogEventLevel.Debug);
        TellVisit(debug);
        Assert.Equal("DBG 203.0.113.7:51432 connected", NextLine());
        Assert.Equal("DBG 203.0.113.7:51432 went after 3m 20s without having joined: client-closed", NextLine());

        var information = Start();
        TellVisit(information);
        ExpectNothingFrom(information, _lines);
    }

    [Fact]
    public void What_happens_to_the_server_is_told()
    {
        var log = Start();
        log.Tell(new ChatEvents.DescriptorsShort(300, 100, 10_000, 10_200));
        log.Tell(new ChatEvents.HealthOpened(Remote));
        log.Tell(new ChatEvents.Opened(Remote));
        log.Tell(new ChatEvents.RoomFailed(7));
        log.Tell(new ChatEvents.Draining(3));
        log.Tell(EventLogActor.Close.Instance, TestActor);

        Assert.Equal(
            [
                "WRN The limit of 300 open files allows 100 connections, not 10000 (limits.max-connections): at least 10200 are needed",
                "INF Health checks on 203.0.113.7:51432",
                "INF Listening on 203.0.113.7:51432",
                "ERR The room has failed and opens anew, members disconnected: 7",
                "INF Shutting down, open connections: 3",
                "INF Shut down",
            ],
            Enumerable.Range(0, 6).Select(_ => NextLine()));
        ExpectMsg<EventLogActor.Closed>();
    }

    [Fact]
    public void A_server_that_never_opened_does_not_shut_down()
    {
        var log = Start();

        log.Tell(EventLogActor.Close.Instance, TestActor);

        ExpectMsg<EventLogActor.Closed>();
        Assert.False(_lines.HasMessages);
    }

    [Fact]
    public void A_storm_of_refusals_is_summed_up_by_reason_when_the_period_is_over()
    {
        var log = Start();
        for (var i = 0; i < 2000; i++)
            log.Tell(Ended(i % 4 == 3 ? CloseReason.RoomFull : CloseReason.InvalidUsername, "", wasMember: false));
        for (var i = 0; i < EventLogActor.EventsPerPeriod; i++)
            Assert.Contains("203.0.113.7:51432 refused: ", NextLine(), StringComparison.Ordinal);
        ExpectNothingFrom(log, _lines);

        Advance(EventLogActor.Period);

        Assert.Equal("WRN 1980 more refused within 10s: invalid-username 1485, room-full 495", NextLine());
        ExpectNothingFrom(log, _lines);
    }

    [Fact]
    public void A_new_period_tells_one_by_one_again_and_has_nothing_of_the_last()
    {
        var log = Start();
        Storm(log, EventLogActor.EventsPerPeriod + 5);
        SkipLines(EventLogActor.EventsPerPeriod);
        Advance(EventLogActor.Period);
        Assert.Equal("INF 5 more joined within 10s", NextLine());

        Storm(log, EventLogActor.EventsPerPeriod);

        SkipLines(EventLogActor.EventsPerPeriod);
        Advance(EventLogActor.Period);
        ExpectNothingFrom(log, _lines);
    }

    [Fact]
    public void Each_kind_has_a_limit_of_its_own()
    {
        var log = Start(LogEventLevel.Debug);
        const int SuppressedEvents = 3;
        for (var i = 0; i < EventLogActor.EventsPerPeriod + SuppressedEvents; i++)
        {
            log.Tell(new ChatEvents.Connected(Remote));
            log.Tell(new ChatEvents.Joined(Remote, "alice"));
            log.Tell(Ended(CloseReason.Reset, "alice", wasMember: true));
            log.Tell(Ended(CloseReason.InvalidUsername, "", wasMember: false));
            log.Tell(Ended(CloseReason.ClientClosed, "", wasMember: false));
        }

        SkipLines(5 * EventLogActor.EventsPerPeriod);
        Advance(EventLogActor.Period);

        Assert.Equal(
            [
                "DBG 3 more connected within 10s",
                "INF 3 more joined within 10s",
                "INF 3 more left within 10s: reset 3",
                "INF 3 more refused within 10s: invalid-username 3",
                "DBG 3 more went within 10s without having joined: client-closed 3",
            ],
            Enumerable.Range(0, 5).Select(_ => NextLine()));
    }

    [Fact]
    public void What_is_not_logged_is_not_summed_up_either()
    {
        var log = Start(LogEventLevel.Warning);
        Storm(log, 100);

        Advance(EventLogActor.Period);

        ExpectNothingFrom(log, _lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void At_the_end_the_sum_is_told_at_once(bool inOrder)
    {
        var log = Start();
        Storm(log, EventLogActor.EventsPerPeriod + 1);
        SkipLines(EventLogActor.EventsPerPeriod);
        Advance(TimeSpan.FromSeconds(4));

        if (inOrder)
            log.Tell(EventLogActor.Close.Instance);
        else
            Sys.Stop(log);

        Assert.Equal("INF 1 more joined within 4s", NextLine());
    }

    private IActorRef Start(LogEventLevel level = LogEventLevel.Information) => Sys.ActorOf(
        Props.Create<EventLogActor>(LogEvents.Catch(level, line => _lines.Tell(line))));

    private void Storm(IActorRef log, int count)
    {
        for (var i = 0; i < count; i++)
            log.Tell(new ChatEvents.Joined(Remote, $"bot{i}"));
        // All of it has been seen before the clock goes on.
        log.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
    }

    private static void TellVisit(IActorRef log)
    {
        log.Tell(new ChatEvents.Connected(Remote));
        log.Tell(Ended(CloseReason.ClientClosed, "", wasMember: false));
    }

    private static ChatEvents.Ended Ended(CloseReason reason, string username, bool wasMember) =>
        new(Remote, username, wasMember, reason, 12, 345, TimeSpan.FromSeconds(200));

    private string NextLine() => _lines.ExpectMsg<string>();

    private void SkipLines(int count)
    {
        for (var i = 0; i < count; i++)
            NextLine();
    }
}
