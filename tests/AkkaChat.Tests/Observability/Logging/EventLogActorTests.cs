using System.Net;
using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using Serilog.Events;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>Chat events become log lines, and a storm of them a few.</summary>
public sealed class EventLogActorTests : ActorTest
{
    private static readonly IPEndPoint Remote = IPEndPoint.Parse("203.0.113.7:51432");
    private static readonly Client RemoteClient = Client.Of(Door.Tcp, Remote);

    private readonly TestProbe _lines;

    public EventLogActorTests() => _lines = CreateTestProbe("lines");

    [Theory]
    [InlineData("203.0.113.7:51432", "203.0.113.7:51432")]
    [InlineData("[::ffff:203.0.113.7]:51432", "203.0.113.7:51432")]
    [InlineData("[2001:db8::1]:51432", "[2001:db8::1]:51432")]
    public void A_joining_client_is_logged_with_its_address(string remote, string text)
    {
        var log = Start();

        log.Tell(new ChatEvents.MemberJoined(Client.Of(Door.Tls, IPEndPoint.Parse(remote)), "alice"));

        Assert.Equal($"INF \"alice\" joined from {text} (tls)", NextLine());
    }

    [Fact]
    public void A_leaving_member_is_logged_with_reason_and_line_counts()
    {
        var log = Start();

        log.Tell(Ended(CloseReason.SlowConsumer, "alice", wasMember: true));

        Assert.Equal(
            "INF \"alice\" left after 200.0s: slow-consumer, lines in 12, out 345, from 203.0.113.7:51432 (tcp)", NextLine());
    }

    [Theory]
    [InlineData((int)CloseReason.RoomFull, "", "WRN 203.0.113.7:51432 (tcp) refused: room-full")]
    [InlineData((int)CloseReason.AddressFull, "", "INF 203.0.113.7:51432 (tcp) refused: address-full")]
    [InlineData((int)CloseReason.NotAChatClient, "", "INF 203.0.113.7:51432 (tcp) refused: not-a-chat-client")]
    [InlineData((int)CloseReason.InvalidUsername, "", "INF 203.0.113.7:51432 (tcp) refused: invalid-username")]
    [InlineData((int)CloseReason.NameTaken, "alice", "INF 203.0.113.7:51432 (tcp) refused as \"alice\": name-taken")]
    [InlineData((int)CloseReason.HandshakeTimeout, "", "INF 203.0.113.7:51432 (tcp) refused: handshake-timeout")]
    public void A_rejection_is_logged_with_its_reason(int reason, string username, string line)
    {
        var log = Start();

        log.Tell(Ended((CloseReason)reason, username, wasMember: false));

        Assert.Equal(line, NextLine());
    }

    [Fact]
    public void Connections_without_a_name_are_logged_at_debug_only()
    {
        var debug = Start(LogEventLevel.Debug);
        TellVisit(debug);
        Assert.Equal("DBG 203.0.113.7:51432 (tcp) connected", NextLine());
        Assert.Equal("DBG 203.0.113.7:51432 (tcp) disconnected after 200.0s without joining: client-closed", NextLine());

        var information = Start();
        TellVisit(information);
        ExpectNothingFrom(information, _lines);
    }

    [Fact]
    public void Events_of_the_server_itself_are_logged()
    {
        var log = Start();
        log.Tell(new ChatEvents.DescriptorsShort(300, 100, 10_000, 10_200));
        log.Tell(new ChatEvents.HealthOpened(Remote));
        log.Tell(new ChatEvents.ListenerOpened(Door.Tcp, Remote));
        log.Tell(new ChatEvents.ControlSocketOpened("/run/control.sock"));
        log.Tell(new ChatEvents.AddressSkipped(Remote, "not there"));
        log.Tell(new ChatEvents.ListenerLost(Remote));
        log.Tell(new ChatEvents.RebindFailed(Remote, "in use"));
        log.Tell(new ChatEvents.RoomFailed(7));
        log.Tell(new ChatEvents.DrainStarted(3));
        log.Tell(new ChatEvents.DrainTimedOut(2));
        log.Tell(EventLogActor.CloseLog.Instance, TestActor);

        Assert.Equal(
            [
                "WRN The limit of 300 open files allows 100 connections, not 10000 (limits.max-connections): at least 10200 are needed",
                "INF Health checks on 203.0.113.7:51432",
                "INF Listening on 203.0.113.7:51432 (tcp)",
                "INF Control socket at /run/control.sock",
                "WRN Not listening on 203.0.113.7:51432: not there",
                "WRN The listener on 203.0.113.7:51432 stopped; binding the port again",
                "WRN Cannot listen on 203.0.113.7:51432: in use; trying again",
                "ERR The room failed and restarts, members disconnected: 7",
                "INF Shutting down, open connections: 3",
                "WRN Connections that were not closed in time are reset: 2",
                "INF Shut down",
            ],
            Enumerable.Range(0, 11).Select(_ => NextLine()));
        ExpectMsg<EventLogActor.LogClosed>();
    }

    [Fact]
    public void Commands_of_an_operator_are_logged_with_uid_and_outcome_and_questions_at_debug_only()
    {
        var log = Start();
        var who = new ChatEvents.OperatorCommand("who", "who", IsRead: true, 1000, CommandOutcome.Done);
        log.Tell(who);
        log.Tell(new ChatEvents.OperatorCommand("kick", "kick alice", IsRead: false, 1000, CommandOutcome.Done, Affected: 2));
        log.Tell(new ChatEvents.OperatorCommand("kick", "kick bob", IsRead: false, 1000, CommandOutcome.NoMatch));
        log.Tell(new ChatEvents.OperatorCommand("reload", "reload", IsRead: false, null, CommandOutcome.Refused));
        log.Tell(new ChatEvents.OperatorCommand(
            "kick", "kick bob", IsRead: false, 0, CommandOutcome.Failed, Cause: new InjectedFaultException()));

        Assert.Equal("INF Operator (uid 1000): kick alice: done (2 affected)", NextLine());
        Assert.Equal("INF Operator (uid 1000): kick bob: no-match", NextLine());
        Assert.Equal("INF Operator (uid unknown): reload: refused", NextLine());
        Assert.StartsWith("ERR Operator (uid 0): kick bob: failed", NextLine(), StringComparison.Ordinal);

        var debug = Start(LogEventLevel.Debug);
        debug.Tell(who);
        Assert.Equal("DBG Operator (uid 1000): who: done", NextLine());
    }

    [Fact]
    public void Commands_of_a_cluster_are_logged_with_the_nodes_that_are_missing_and_on_other_nodes_with_their_origin()
    {
        var log = Start(LogEventLevel.Debug);
        log.Tell(new ChatEvents.OperatorCommand("kick", "kick alice", IsRead: false, 0, CommandOutcome.Done, Affected: 2) { Unreached = ["b:1", "c:1"] });
        log.Tell(new ChatEvents.NodeCommand("kick alice", 0, "a:1", null));
        log.Tell(new ChatEvents.NodeCommand("kick alice", null, null, new InjectedFaultException()));
        log.Tell(new ChatEvents.RestrictionsUnknown());

        Assert.Equal("INF Operator (uid 0): kick alice: done (2 affected), no answer from b:1, c:1", NextLine());
        Assert.Equal("INF Operator of a:1 (uid 0): kick alice", NextLine());
        Assert.StartsWith("ERR Operator of this node (uid unknown): kick alice: failed on this node", NextLine(), StringComparison.Ordinal);
        Assert.Equal("WRN Bans and mutes that hold on other nodes are not known: none of them answers", NextLine());
    }

    [Fact]
    public void A_log_that_was_restarted_logs_the_end_too()
    {
        var log = Props.Create<EventLogActor>(LogEvents.Catch(LogEventLevel.Information, line => _lines.Tell(line)));
        Sys.ActorOf(Props.Create(() => new RestartingParent(log))).Tell("child", TestActor);
        var child = ExpectMsg<IActorRef>();
        child.Tell(new ChatEvents.ListenerOpened(Door.Tcp, Remote));
        child.Tell(Kill.Instance);

        child.Tell(EventLogActor.CloseLog.Instance, TestActor);

        Assert.Equal("INF Listening on 203.0.113.7:51432 (tcp)", NextLine());
        Assert.Equal("INF Shut down", NextLine());
        ExpectMsg<EventLogActor.LogClosed>();
    }

    [Fact]
    public void Very_many_rejections_become_one_summary_by_reason_at_the_end_of_the_period()
    {
        var log = Start();
        for (var i = 0; i < 2000; i++)
            log.Tell(Ended(i % 4 == 3 ? CloseReason.RoomFull : CloseReason.InvalidUsername, "", wasMember: false));
        for (var i = 0; i < EventLogActor.EventsPerPeriod; i++)
            Assert.Contains("203.0.113.7:51432 (tcp) refused: ", NextLine(), StringComparison.Ordinal);
        ExpectNothingFrom(log, _lines);

        Advance(EventLogActor.Period);

        Assert.Equal("WRN 1980 more refused within 10.0s: invalid-username 1485, room-full 495", NextLine());
        ExpectNothingFrom(log, _lines);
    }

    [Fact]
    public void A_new_period_logs_single_events_again_and_forgets_the_last()
    {
        var log = Start();
        Storm(log, EventLogActor.EventsPerPeriod + 5);
        SkipLines(EventLogActor.EventsPerPeriod);
        Advance(EventLogActor.Period);
        Assert.Equal("INF 5 more joined within 10.0s", NextLine());

        Storm(log, EventLogActor.EventsPerPeriod);

        SkipLines(EventLogActor.EventsPerPeriod);
        Advance(EventLogActor.Period);
        ExpectNothingFrom(log, _lines);
    }

    [Fact]
    public void Each_kind_of_event_has_its_own_limit()
    {
        var log = Start(LogEventLevel.Debug);
        const int Suppressed = 3;
        for (var i = 0; i < EventLogActor.EventsPerPeriod + Suppressed; i++)
        {
            log.Tell(new ChatEvents.ClientConnected(RemoteClient));
            log.Tell(new ChatEvents.MemberJoined(RemoteClient, "alice"));
            log.Tell(Ended(CloseReason.Reset, "alice", wasMember: true));
            log.Tell(Ended(CloseReason.InvalidUsername, "", wasMember: false));
            log.Tell(Ended(CloseReason.ClientClosed, "", wasMember: false));
        }

        SkipLines(5 * EventLogActor.EventsPerPeriod);
        Advance(EventLogActor.Period);

        Assert.Equal(
            [
                "DBG 3 more connected within 10.0s",
                "INF 3 more joined within 10.0s",
                "INF 3 more left within 10.0s: reset 3",
                "INF 3 more refused within 10.0s: invalid-username 3",
                "DBG 3 more disconnected within 10.0s without joining: client-closed 3",
            ],
            Enumerable.Range(0, 5).Select(_ => NextLine()));
    }

    [Fact]
    public void Events_below_the_log_level_are_not_in_the_summary()
    {
        var log = Start(LogEventLevel.Warning);
        Storm(log, 100);

        Advance(EventLogActor.Period);

        ExpectNothingFrom(log, _lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_end_logs_the_summary_at_once(bool inOrder)
    {
        var log = Start();
        Storm(log, EventLogActor.EventsPerPeriod + 1);
        SkipLines(EventLogActor.EventsPerPeriod);
        Advance(TimeSpan.FromSeconds(4));

        if (inOrder)
            log.Tell(EventLogActor.CloseLog.Instance);
        else
            Sys.Stop(log);

        Assert.Equal("INF 1 more joined within 4.0s", NextLine());
    }

    private IActorRef Start(LogEventLevel level = LogEventLevel.Information) => Sys.ActorOf(
        Props.Create<EventLogActor>(LogEvents.Catch(level, line => _lines.Tell(line))));

    private void Storm(IActorRef log, int count)
    {
        for (var i = 0; i < count; i++)
            log.Tell(new ChatEvents.MemberJoined(RemoteClient, $"bot{i}"));
        // The actor has handled all of it before the clock advances.
        log.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
    }

    private static void TellVisit(IActorRef log)
    {
        log.Tell(new ChatEvents.ClientConnected(RemoteClient));
        log.Tell(Ended(CloseReason.ClientClosed, "", wasMember: false));
    }

    private static ChatEvents.ConnectionEnded Ended(CloseReason reason, string username, bool wasMember) =>
        new(RemoteClient, username, wasMember, reason, 12, 345, TimeSpan.FromSeconds(200));

    private string NextLine() => _lines.ExpectMsg<string>();

    private void SkipLines(int count)
    {
        for (var i = 0; i < count; i++)
            NextLine();
    }
}
