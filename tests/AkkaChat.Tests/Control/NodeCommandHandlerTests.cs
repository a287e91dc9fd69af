using System.Net;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Control;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Control;

/// <summary>A node with a command that was given to another, and a probe in place of the connection manager.</summary>
public sealed class NodeCommandHandlerTests : ActorTest
{
    private const string Self = "b.example.org:9200";
    private const string Asked = "a.example.org:9200";

    private const string TooMany = """{"problems":["too many members match for one command: choose a smaller network, or ban it"]}""";

    private readonly TestProbe _connections;
    private readonly TestProbe _events;
    private readonly IActorRef _operator;

    public NodeCommandHandlerTests()
    {
        _connections = CreateTestProbe("connections");
        _events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
        Func<ControlLimits> limits = () => ControlLimits.Any with { Node = Self };
        var handler = new NodeCommandHandler(new MemberCommands(_connections, limits), limits, Sys.EventStream);
        // As if the sender were another node.
        Func<NodeMessages.Command, string?, Task<NodeMessages.Answer>> carryOut = (command, from) => handler.HandleAsync(command, from ?? Asked);
        _operator = Sys.ActorOf(Props.Create<OperatorActor>(carryOut));
    }

    [Fact]
    public void A_command_is_carried_out_with_the_members_of_other_nodes_and_logged_with_its_origin()
    {
        Send("mute", new(Target: "alice", For: "1m"), new ControlAnswers.Found("Alice", "192.0.2.1/32"));

        var mute = _connections.ExpectMsg<OperatorMessages.Mute>();
        Assert.Equal(("alice", TimeSpan.FromMinutes(1)), (mute.Who.Name, mute.For));
        Assert.Equal([new MemberKey("Alice", IPNetwork.Parse("192.0.2.1/32"))], mute.Who.Elsewhere);
        _connections.Reply(new OperatorMessages.Affected(0, Others: 2));
        ExpectAnswer(200, """{"affected":0,"others":2}""");
        Assert.Equal(new ChatEvents.NodeCommand("mute alice --for 1m", 1000, Asked, null), _events.ExpectMsg<ChatEvents.NodeCommand>());
    }

    [Theory]
    [InlineData($"#17@{Self}", 17L)]
    [InlineData($"#17@{Asked}", 0L)]
    public void An_ID_is_that_of_a_member_of_its_node_only(string target, long id)
    {
        Send("kick", new(Target: target));

        Assert.Equal(id, _connections.ExpectMsg<OperatorMessages.Kick>().Who.Id);
    }

    [Fact]
    public void A_preview_answers_who_is_meant_and_changes_nothing()
    {
        Send("kick", new(Target: "alice", For: "1m"), isPreview: true);

        Assert.Equal("alice", _connections.ExpectMsg<OperatorMessages.Find>().Who.Name);
        _connections.Reply(new OperatorMessages.Found([new("alice", IPNetwork.Parse("192.0.2.1/32")), new("Alice", null)]));
        ExpectAnswer(200, """[{"name":"alice","network":"192.0.2.1/32"},{"name":"Alice"}]""");
        Assert.False(_events.HasMessages);
        Assert.False(_connections.HasMessages);
    }

    [Fact]
    public void A_preview_of_a_kick_that_imposes_nothing_names_no_members()
    {
        Send("kick", new(Address: "192.0.2.0/24"), isPreview: true);

        Assert.Equal(OperatorTarget.Nobody, _connections.ExpectMsg<OperatorMessages.Find>().Who);
    }

    [Fact]
    public void A_preview_with_more_members_than_fit_into_a_frame_is_refused()
    {
        Send("mute", new(Address: "192.0.2.0/24"), isPreview: true);
        _connections.ExpectMsg<OperatorMessages.Find>();

        _connections.Reply(new OperatorMessages.Found([.. Enumerable.Range(0, 100_000).Select(i => new MemberKey($"a rather long username {i}", null))]));

        ExpectAnswer(400, TooMany);
    }

    [Fact]
    public void A_command_that_its_settings_do_not_allow_is_refused()
    {
        Send("ban", new(Address: "0.0.0.0/0"), isPreview: true);

        ExpectAnswer(400, """{"problems":["0.0.0.0/0 is a large part of all addresses; --force bans it all the same"]}""");
    }

    [Theory]
    [InlineData("kick", "{")]
    [InlineData("kick", "null")]
    [InlineData("reload", """{"request":{},"elsewhere":[]}""")]
    public void A_command_that_is_not_understood_is_refused(string verb, string request)
    {
        _operator.Tell(new NodeMessages.Command(verb, false, Encoding.UTF8.GetBytes(request)), TestActor);

        ExpectAnswer(400, """{"problems":["the command is of another version of the server"]}""");
    }

    [Fact]
    public void A_command_that_fails_is_answered_and_logged_with_its_cause()
    {
        Send("kick", new(Target: "alice"));
        _connections.ExpectMsg<OperatorMessages.Kick>();

        _connections.Reply(new Status.Failure(new InjectedFaultException()));

        Assert.Equal(500, ExpectMsg<NodeMessages.Answer>().Status);
        Assert.IsType<InjectedFaultException>(_events.ExpectMsg<ChatEvents.NodeCommand>().Cause!.GetBaseException());
    }

    private void Send(string verb, ControlRequest request, params ControlAnswers.Found[] elsewhere) => Send(verb, request, false, elsewhere);

    private void Send(string verb, ControlRequest request, bool isPreview, params ControlAnswers.Found[] elsewhere) => _operator.Tell(
        new NodeMessages.Command(
            verb, isPreview, JsonSerializer.SerializeToUtf8Bytes(new NodeRequest(request, 1000, elsewhere), ControlJson.Default.NodeRequest)),
        TestActor);

    private void ExpectAnswer(int status, string body)
    {
        var answer = ExpectMsg<NodeMessages.Answer>();
        Assert.Equal((status, body), (answer.Status, Encoding.UTF8.GetString(answer.Body)));
    }
}
