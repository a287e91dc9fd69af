using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Connections.HandshakeMessages;
using static AkkaChat.Server.Connections.OperatorMessages;
using Mute = AkkaChat.Server.Connections.Mute;

namespace AkkaChat.Tests.Connections;

/// <summary>The connection manager with requests of an operator. Probes stand for the connections.</summary>
public sealed class OperatorTests : ActorTest
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TestProbe _connections;
    private readonly IActorRef _manager;

    public OperatorTests()
    {
        _connections = CreateTestProbe("connections");
        var configuration = new ConnectionManagerActor.Configure(
            new FileDescriptorLimit(100, 10), new ConnectionLimits(100, null, new DeniedAddresses([])), TestSettings.Default.Connection.Timeouts);
        ConnectionProps props = (_, _, rejection) =>
            Props.Create(() => new ConnectionStub(_connections, rejection)).WithDispatcher(CallingThreadDispatcher.Id);
        var headers = new ProxyHeaders(() => new TrustedProxies([]), Sys.EventStream);
        _manager = Sys.ActorOf(Props.Create(() => new ConnectionManagerActor(
            () => configuration, new Moderation(), new PasswordAttempts(), props, headers)));
    }

    [Fact]
    public void Members_are_listed_with_what_their_connections_count()
    {
        var stats = new ConnectionStats();
        Advance(Minute);
        stats.LastMessage = Sys.Scheduler.MonotonicClock;
        stats.AddReceivedLines(2);
        stats.AddSent(5, 500);
        stats.SetPending(300);
        Join("alice", "192.0.2.1", stats);
        Connect("192.0.2.2");
        Join("bob", "2001:db8::1");
        Advance(Minute);

        var members = Ask<MemberList>(GetMembers.Instance).Members;

        Assert.Equal([(1, "alice"), (3, "bob")], members.Select(member => (member.Id, member.Name)));
        Assert.Equal(
            ("192.0.2.1:1234", Door.Tcp, 2L, 5L, 300L, Minute, false),
            (members[0].Address, members[0].Door, members[0].LinesIn, members[0].LinesOut, members[0].PendingBytes, members[0].Idle, members[0].IsMuted));
        Assert.InRange(members[0].Since, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
    }

    [Fact]
    public void A_kick_ends_all_that_match_by_number_name_or_address()
    {
        var (one, two) = (Join("Alice", "192.0.2.1"), Join("alice", "192.0.2.2"));
        var three = Join("bob", "192.0.2.2");

        Assert.Equal(1, Ask<Affected>(new Kick(new OperatorTarget(Id: 3), null, "")).Count);
        ExpectExpelled(Rejection.Kicked(""), three);
        Assert.Equal(2, Ask<Affected>(new Kick(new OperatorTarget(Name: "ALICE"), null, "be nice")).Count);
        ExpectExpelled(Rejection.Kicked("be nice"), one, two);
        Assert.Equal(2, Ask<Affected>(new Kick(new OperatorTarget(Address: IPNetwork.Parse("192.0.2.2/32")), null, "")).Count);
        ExpectExpelled(Rejection.Kicked(""), two, three);
        Assert.Equal(0, Ask<Affected>(new Kick(new OperatorTarget(Name: "carol"), null, "")).Count);
        Assert.Null(Connect("192.0.2.1"));
    }

    [Fact]
    public void A_kick_for_a_time_refuses_name_and_address_meanwhile()
    {
        Join("mallory", "192.0.2.1");
        Assert.Equal(
            [new("mallory", null, Minute, "spam"), new(null, IPNetwork.Parse("192.0.2.1/32"), Minute, "spam")],
            Ask<Affected>(new Kick(new OperatorTarget(Name: "mallory"), Minute, "spam")).Holds);
        _connections.ExpectMsg<ConnectionMessages.Expel>();

        Assert.Equal(Rejection.Banned("spam"), Connect("192.0.2.1"));
        Assert.Null(Connect("192.0.2.2"));
        _manager.Tell(new FirstLineRead(null, "Mallory", new ConnectionStats()), _connections.LastSender);
        Assert.Equal(new FirstLineRefused(Rejection.NameBanned("spam"), "Mallory"), _connections.ExpectMsg<FirstLineRefused>());

        Advance(Minute);
        Join("mallory", "192.0.2.1");
    }

    [Fact]
    public void Bans_and_mutes_are_listed_with_what_they_hold_for_and_lifted_by_name_or_network()
    {
        Join("mallory", "192.0.2.1");
        Join("bob", "192.0.2.2");
        Ask<Affected>(new Kick(new OperatorTarget(Name: "mallory"), Minute, "spam"));
        Ask<Affected>(new OperatorMessages.Mute(new OperatorTarget(Name: "bob"), null, ""));

        var list = Ask<RestrictionList>(GetRestrictions.Instance);
        Assert.Equal(
            [new("mallory", null, Minute, "spam"), new(null, IPNetwork.Parse("192.0.2.1/32"), Minute, "spam")], list.Bans);
        Assert.Equal([new("bob", IPNetwork.Parse("192.0.2.2/32"), null, "")], list.Mutes);

        Assert.Equal(1, Ask<Affected>(new Unban("MALLORY", null)).Count);
        Assert.Equal(1, Ask<Affected>(new Unban("192.0.2.1", IPNetwork.Parse("192.0.2.1/32"))).Count);
        Assert.Empty(Ask<RestrictionList>(GetRestrictions.Instance).Bans);
    }

    [Fact]
    public void A_longer_ban_or_mute_stays_and_the_answer_says_so()
    {
        Join("mallory", "192.0.2.1");
        Join("Mallory", "192.0.2.1");
        var mallory = new OperatorTarget(Name: "mallory");
        Assert.Equal(new Affected(2), Ask<Affected>(new OperatorMessages.Mute(mallory, Minute, "long")));
        Assert.Equal(new Affected(2, Longer: 2), Ask<Affected>(new OperatorMessages.Mute(mallory, Minute / 2, "short")));
        Assert.Equal(0, Ask<Affected>(new Kick(mallory, Minute, "long")).Longer);
        var kick = Ask<Affected>(new Kick(mallory, Minute / 2, "short"));
        Assert.Equal((2, 2), (kick.Count, kick.Longer));
        Assert.Equal([Minute, Minute], kick.Holds.Select(ban => ban.Left));
        Assert.Equal(new Affected(2, Longer: 1), Ask<Affected>(new Ban(IPNetwork.Parse("192.0.2.1/32"), Minute / 2, "short")));

        var list = Ask<RestrictionList>(GetRestrictions.Instance);
        Assert.All(list.Bans.Concat(list.Mutes), restriction => Assert.Equal("long", restriction.Reason));
        Assert.Equal((2, 1), (list.Bans.Count, list.Mutes.Count));
    }

    [Fact]
    public void A_mute_reaches_all_of_that_name_or_address_now_and_later_until_it_is_lifted()
    {
        var (mallory, neighbour) = (Join("mallory", "192.0.2.1"), Join("neighbour", "192.0.2.1"));
        var other = Join("other", "192.0.2.2");

        Assert.Equal(new Affected(1, Others: 1), Ask<Affected>(new OperatorMessages.Mute(new OperatorTarget(Name: "mallory"), Minute, "spam")));

        Assert.Equal(new Mute(Minute, "spam"), _connections.ExpectMsg<ConnectionMessages.SetMute>().Mute);
        Assert.Equal(mallory, _connections.LastSender);
        Assert.NotNull(_connections.ExpectMsg<ConnectionMessages.SetMute>().Mute);
        Assert.Equal(neighbour, _connections.LastSender);
        Assert.Equal([true, true, false], Ask<MemberList>(GetMembers.Instance).Members.Select(member => member.IsMuted));
        Connect("192.0.2.3");
        _manager.Tell(new FirstLineRead(null, "Mallory", new ConnectionStats()), _connections.LastSender);
        Assert.Equal(new Mute(Minute, "spam"), _connections.ExpectMsg<FirstLineAccepted>().Mute);

        // Muted with somebody else: that one decides.
        foreach (var target in new[] { new OperatorTarget(Name: "neighbour"), new OperatorTarget(Id: 2) })
        {
            var neighbours = Ask<Affected>(new Unmute(target));
            Assert.Equal((0, new("mallory", IPNetwork.Parse("192.0.2.1/32"), Minute, "spam")), (neighbours.Count, Assert.Single(neighbours.Holds)));
        }

        var own = Ask<Affected>(new Unmute(new OperatorTarget(Name: "mallory")));
        Assert.Equal(1, own.Count);
        Assert.Empty(own.Holds);
        for (var i = 0; i < 3; i++)
            Assert.Null(_connections.ExpectMsg<ConnectionMessages.SetMute>().Mute);
        Assert.NotEqual(other, _connections.LastSender);
        Assert.False(_connections.HasMessages);
    }

    [Fact]
    public void A_member_that_is_muted_with_another_stays_muted_when_its_own_mute_ends_and_the_answer_says_so()
    {
        Join("Ann Smith", "192.0.2.1");
        Join("mallory", "192.0.2.1");
        Ask<Affected>(new OperatorMessages.Mute(new OperatorTarget(Address: IPNetwork.Parse("192.0.2.1/32")), null, ""));

        var answer = Ask<Affected>(new Unmute(new OperatorTarget(Name: "Ann Smith")));

        Assert.Equal((1, "mallory"), (answer.Count, Assert.Single(answer.Holds).Name));
        Assert.All(Ask<MemberList>(GetMembers.Instance).Members, member => Assert.True(member.IsMuted));
    }

    [Fact]
    public void Namesakes_and_neighbours_that_are_muted_with_the_one_that_was_meant_are_counted()
    {
        Join("mallory", "192.0.2.1");
        Join("Mallory", "192.0.2.2");
        Join("neighbour", "192.0.2.1");
        Join("other", "192.0.2.2");

        Assert.Equal(new Affected(1, Others: 2), Ask<Affected>(new OperatorMessages.Mute(new OperatorTarget(Id: 1), Minute, "")));
        Assert.Equal(3, Ask<MemberList>(GetMembers.Instance).Members.Count(member => member.IsMuted));
    }

    [Fact]
    public void A_ban_disconnects_nobody_of_another_network_that_is_banned_as_well()
    {
        var mallory = Join("mallory", "192.0.2.1");
        Join("neighbour", "192.0.2.1");
        Ask<Affected>(new Kick(new OperatorTarget(Name: "mallory"), Minute, ""));
        ExpectExpelled(Rejection.Kicked(""), mallory);

        Assert.Equal(new Affected(0), Ask<Affected>(new Ban(IPNetwork.Parse("198.51.100.0/24"), null, "")));
        Assert.False(_connections.HasMessages);
    }

    [Fact]
    public void A_ban_ends_and_refuses_all_of_its_network_until_it_is_lifted()
    {
        var (one, unnamed) = (Join("one", "192.0.2.1"), ConnectRef("192.0.2.2"));
        Join("other", "198.51.100.1");

        Assert.Equal(2, Ask<Affected>(new Ban(IPNetwork.Parse("192.0.2.0/24"), null, "")).Count);

        ExpectExpelled(Rejection.Banned(""), one, unnamed);
        Assert.Equal(Rejection.Banned(""), Connect("192.0.2.3"));
        Assert.Null(Connect("198.51.100.2"));
        Assert.Equal(IPNetwork.Parse("192.0.2.0/24"), Assert.Single(Ask<RestrictionList>(GetRestrictions.Instance).Bans).Network);
        var one32 = Ask<Affected>(new Unban("192.0.2.1", IPNetwork.Parse("192.0.2.1/32")));
        Assert.Equal((0, IPNetwork.Parse("192.0.2.0/24")), (one32.Count, Assert.Single(one32.Holds).Network));
        Assert.Empty(Ask<Affected>(new Unban("mallory", null)).Holds);
        Assert.Equal(1, Ask<Affected>(new Unban("192.0.2.0/24", IPNetwork.Parse("192.0.2.0/24"))).Count);
        Assert.Null(Connect("192.0.2.3"));
    }

    [Fact]
    public void Members_that_are_meant_are_found_without_a_change()
    {
        Join("alice", "192.0.2.1");
        Join("Alice", "2001:db8::1");
        Join("bob", "192.0.2.1");

        Assert.Equal(
            [new MemberKey("alice", IPNetwork.Parse("192.0.2.1/32")), new MemberKey("Alice", IPNetwork.Parse("2001:db8::/64"))],
            Ask<Found>(new Find(new OperatorTarget(Name: "ALICE"))).Members);
        Assert.Empty(Ask<Found>(new Find(OperatorTarget.Nobody)).Members);
        Assert.False(_connections.HasMessages);
    }

    [Fact]
    public void A_kick_for_a_time_also_refuses_the_names_and_addresses_of_members_of_other_nodes()
    {
        var neighbour = Join("neighbour", "192.0.2.7");
        var who = OperatorTarget.Nobody with { Elsewhere = [new MemberKey("mallory", IPNetwork.Parse("192.0.2.7/32"))] };

        Assert.Equal(0, Ask<Affected>(new Kick(who, null, "")).Count);
        Assert.Empty(Ask<RestrictionList>(GetRestrictions.Instance).Bans);
        var kick = Ask<Affected>(new Kick(who, Minute, "spam"));

        Assert.Equal(0, kick.Count);
        Assert.Equal([new("mallory", null, Minute, "spam"), new(null, IPNetwork.Parse("192.0.2.7/32"), Minute, "spam")], kick.Holds);
        Assert.False(_connections.HasMessages);
        Assert.Equal(Rejection.Banned("spam"), Connect("192.0.2.7"));
        Assert.NotEqual(neighbour, _connections.LastSender);
    }

    [Fact]
    public void A_mute_also_holds_for_namesakes_and_neighbours_of_members_of_other_nodes()
    {
        var (namesake, neighbour) = (Join("Mallory", "192.0.2.1"), Join("neighbour", "192.0.2.7"));
        Join("other", "192.0.2.2");
        var who = OperatorTarget.Nobody with { Elsewhere = [new MemberKey("mallory", IPNetwork.Parse("192.0.2.7/32"))] };

        Assert.Equal(new Affected(0, Others: 2), Ask<Affected>(new OperatorMessages.Mute(who, Minute, "spam")));

        foreach (var muted in new[] { namesake, neighbour })
        {
            Assert.Equal(new Mute(Minute, "spam"), _connections.ExpectMsg<ConnectionMessages.SetMute>().Mute);
            Assert.Equal(muted, _connections.LastSender);
        }

        Assert.False(_connections.HasMessages);
        Assert.Equal(1, Ask<Affected>(new Unmute(who)).Count);
        Assert.All(Ask<MemberList>(GetMembers.Instance).Members, member => Assert.False(member.IsMuted));
    }

    [Fact]
    public void Restrictions_of_other_nodes_are_imposed_and_a_longer_ban_or_mute_stays()
    {
        Join("bob", "192.0.2.2");
        Ask<Affected>(new Ban(IPNetwork.Parse("192.0.2.1/32"), null, "own"));

        _manager.Tell(new Impose(new RestrictionList(
            [new("mallory", null, Minute, "spam"), new(null, IPNetwork.Parse("192.0.2.1/32"), Minute, "other")],
            [new("bob", null, null, "")])));

        Assert.Equal(new Mute(null, ""), _connections.ExpectMsg<ConnectionMessages.SetMute>().Mute);
        var list = Ask<RestrictionList>(GetRestrictions.Instance);
        Assert.Equal([new(null, IPNetwork.Parse("192.0.2.1/32"), null, "own"), new("mallory", null, Minute, "spam")], list.Bans);
        Assert.Equal([new("bob", null, null, "")], list.Mutes);
    }

    [Fact]
    public void A_ban_or_mute_that_is_ended_while_those_of_other_nodes_are_read_does_not_come_back()
    {
        _manager.Tell(AwaitImpose.Instance);
        _manager.Tell(new Unban("mallory", null), TestActor);
        _manager.Tell(new Unmute(new OperatorTarget(Name: "bob")), TestActor);
        Assert.Empty(Ask<RestrictionList>(GetRestrictions.Instance).Bans);

        _manager.Tell(new Impose(new RestrictionList([new("mallory", null, Minute, "spam")], [new("bob", null, null, "")])));

        Assert.Equal(1, ExpectMsg<Affected>().Count);
        Assert.Equal(1, ExpectMsg<Affected>().Count);
        var list = Ask<RestrictionList>(GetRestrictions.Instance);
        Assert.Empty(list.Bans);
        Assert.Empty(list.Mutes);
        Assert.Equal(0, Ask<Affected>(new Unban("mallory", null)).Count);
    }

    private T Ask<T>(object request)
    {
        _manager.Tell(request, TestActor);
        return ExpectMsg<T>();
    }

    private void ExpectExpelled(Rejection rejection, params IActorRef[] connections)
    {
        foreach (var connection in connections)
        {
            Assert.Equal(new ConnectionMessages.Expel(rejection), _connections.ExpectMsg<ConnectionMessages.Expel>());
            Assert.Equal(connection, _connections.LastSender);
        }

        Assert.False(_connections.HasMessages);
    }

    private IActorRef Join(string name, string address, ConnectionStats? stats = null)
    {
        Assert.Null(Connect(address));
        var connection = _connections.LastSender;
        _manager.Tell(new FirstLineRead(null, name, stats ?? new ConnectionStats()), connection);
        Assert.Null(_connections.ExpectMsg<FirstLineAccepted>().Mute);
        return connection;
    }

    private Rejection? Connect(string address)
    {
        _manager.Tell(
            new Tcp.Connected(new IPEndPoint(IPAddress.Parse(address), 1234), new IPEndPoint(IPAddress.Loopback, 1)), CreateTestProbe());
        return _connections.ExpectMsg<Started>().Rejection;
    }

    private IActorRef ConnectRef(string address)
    {
        Connect(address);
        return _connections.LastSender;
    }

    private sealed record Started(Rejection? Rejection);

    /// <summary>Tells the probe how it was started, and what it receives.</summary>
    private sealed class ConnectionStub : UntypedActor
    {
        private readonly IActorRef _probe;

        public ConnectionStub(IActorRef probe, Rejection? rejection)
        {
            _probe = probe;
            probe.Tell(new Started(rejection), Self);
        }

        protected override void OnReceive(object message) => _probe.Tell(message, Self);
    }
}
