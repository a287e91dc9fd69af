using System.Text;
using System.Text.Json;
using Akka.Actor;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Control;
using AkkaChat.Server.Observability.Events;
using static AkkaChat.Server.Control.ControlAnswers;

namespace AkkaChat.Tests.Control;

/// <summary>The messages of the node that an operator asks to all nodes.</summary>
public sealed class RoomCommandsTests
{
    private const string Self = "a.example.org:9200";
    private const string Other = "b.example.org:9200";
    private const string Third = "c.example.org:9200";

    private readonly List<(string Node, string Verb, bool IsPreview, NodeRequest Request)> _sent = [];

    /// <summary>Answers to previews, as JSON; none: no answer.</summary>
    private readonly Dictionary<string, (int Status, string Body)> _previews = new() { [Self] = (200, "[]"), [Other] = (200, "[]"), [Third] = (200, "[]") };

    /// <summary>Answers to commands, as JSON; none: no answer.</summary>
    private readonly Dictionary<string, (int Status, string Body)> _answers = [];
    private readonly List<string> _joining = [];
    private IReadOnlyList<string> _others = [Other, Third];

    private RoomCommands Commands => new(Self, () => [.. _others, .. _joining], () => _others, AskAsync);

    [Fact]
    public async Task A_command_that_changes_nothing_is_sent_to_all_nodes_at_once()
    {
        AllAnswer("""[{"kind":"ban","name":"mallory","network":null,"secondsLeft":5,"reason":""}]""");

        var answer = await Commands.CarryOutAsync(ControlVerb.Bans, new ControlRequest(), 1000);

        Assert.Equal([(Self, false), (Other, false), (Third, false)], _sent.Select(sent => (sent.Node, sent.IsPreview)));
        Assert.Equal("""[{"kind":"ban","name":"mallory","network":null,"secondsLeft":5,"reason":""}]""", Encoding.UTF8.GetString(answer.Body));
        Assert.Empty(answer.Unreached);
    }

    [Fact]
    public async Task A_mute_of_members_of_one_node_is_imposed_on_the_others_too()
    {
        _previews[Self] = (200, """[{"name":"alice","network":"192.0.2.1/32"}]""");
        _previews[Third] = (200, """[{"name":"Alice"},{"name":"Alice"}]""");
        AllAnswer("""{"affected":1}""");

        var answer = await Commands.CarryOutAsync(ControlVerb.Mute, new ControlRequest(Target: "alice", For: "1h"), 1000);

        Assert.Equal(3, answer.Affected);
        Assert.All(_sent, sent => Assert.Equal(("mute", new ControlRequest(Target: "alice", For: "1h"), 1000u), (sent.Verb, sent.Request.Request, sent.Request.Uid)));
        Assert.Equal([true, true, true, false, false, false], _sent.Select(sent => sent.IsPreview));
        var alice = new Found("alice", "192.0.2.1/32");
        var namesake = new Found("Alice", null);
        Assert.Equal([Self, Other, Third], _sent[3..].Select(sent => sent.Node));
        Assert.Equal([[namesake], [alice, namesake], [alice]], _sent[3..].Select(sent => sent.Request.Elsewhere));
    }

    [Fact]
    public async Task A_command_that_one_node_refuses_is_carried_out_on_none()
    {
        _previews[Third] = (400, """{"problems":["192.0.2.1/32 is a trusted proxy"]}""");

        var answer = await Commands.CarryOutAsync(ControlVerb.Ban, new ControlRequest(Address: "192.0.2.1"), 1000);

        Assert.Equal((400, CommandOutcome.Refused), (answer.Status, answer.Outcome));
        Assert.Equal($$"""{"problems":["{{Third}}: 192.0.2.1/32 is a trusted proxy"]}""", Encoding.UTF8.GetString(answer.Body));
        Assert.All(_sent, sent => Assert.True(sent.IsPreview));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_that_does_not_answer_is_named_and_the_others_go_on(bool atOnce)
    {
        AllAnswer("""{"affected":1}""");
        if (atOnce)
            _previews.Remove(Other);
        _answers.Remove(Other);

        var answer = await Commands.CarryOutAsync(ControlVerb.Kick, new ControlRequest(Target: "alice"), null);

        Assert.Equal(2, answer.Affected);
        Assert.Equal([Other], answer.Unreached);
        Assert.Equal(!atOnce, _sent.Exists(sent => sent.Node == Other && !sent.IsPreview));
    }

    [Fact]
    public async Task A_node_on_which_it_fails_counts_as_one_that_does_not_answer()
    {
        AllAnswer("""{"affected":1}""");
        _answers[Self] = (500, """{"problems":["kick failed"]}""");

        var answer = await Commands.CarryOutAsync(ControlVerb.Kick, new ControlRequest(Target: "alice"), null);

        Assert.Equal([Self], answer.Unreached);
    }

    [Fact]
    public async Task A_command_that_no_node_answers_has_failed()
    {
        _previews.Clear();

        var failure = await Assert.ThrowsAsync<TimeoutException>(
            () => Commands.CarryOutAsync(ControlVerb.Kick, new ControlRequest(Target: "alice"), null));
        Assert.Equal($"no answer from {Self}, {Other}, {Third}", failure.Message);
    }

    [Theory]
    [InlineData($"#17@{Self}", Self)]
    [InlineData("#17@B.Example.ORG:9200", Other)]
    public async Task An_ID_is_of_the_node_that_it_names(string target, string node)
    {
        AllAnswer("""{"affected":1}""");

        await Commands.CarryOutAsync(ControlVerb.Unmute, new ControlRequest(Target: target), null);

        Assert.Equal(6, _sent.Count);
        Assert.All(_sent, sent => Assert.Equal($"#17@{node}", sent.Request.Request.Target));
    }

    [Fact]
    public async Task A_kick_by_ID_concerns_one_node_unless_it_is_for_a_time()
    {
        AllAnswer("""{"affected":1}""");

        await Commands.CarryOutAsync(ControlVerb.Kick, new ControlRequest(Target: $"#17@{Other}"), null);
        Assert.All(_sent, sent => Assert.Equal(Other, sent.Node));
        _sent.Clear();
        await Commands.CarryOutAsync(ControlVerb.Kick, new ControlRequest(Target: $"#17@{Other}", For: "1h"), null);

        Assert.Equal(6, _sent.Count);
    }

    [Fact]
    public async Task An_ID_of_a_node_that_is_not_up_is_refused_with_those_that_are()
    {
        var answer = await Commands.CarryOutAsync(ControlVerb.Kick, new ControlRequest(Target: "#17@d.example.org:9200"), null);

        Assert.Equal(400, answer.Status);
        Assert.Equal(
            $$"""{"problems":["no node d.example.org:9200 is up; these are: {{Self}}, {{Other}}, {{Third}}"]}""", Encoding.UTF8.GetString(answer.Body));
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task An_ID_without_its_node_is_refused_with_an_example()
    {
        var answer = await Commands.CarryOutAsync(ControlVerb.Kick, new ControlRequest(Target: "#17"), null);

        Assert.Equal(400, answer.Status);
        Assert.Equal(
            $$"""{"problems":["#17 is on every node: write the ID with its node, as who shows it, such as #17@{{Self}}"]}""", Encoding.UTF8.GetString(answer.Body));
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task More_members_than_fit_into_a_frame_are_refused()
    {
        var half = $"[{string.Join(",", Enumerable.Range(0, 50_000).Select(i => $$"""{"name":"a long username {{i}}"}"""))}]";
        _previews[Self] = _previews[Third] = (200, half);

        var answer = await Commands.CarryOutAsync(ControlVerb.Mute, new ControlRequest(Address: "192.0.2.0/24"), 1000);

        Assert.Equal((400, CommandOutcome.Refused), (answer.Status, answer.Outcome));
        Assert.All(_sent, sent => Assert.True(sent.IsPreview));
    }

    [Fact]
    public async Task A_name_whose_ban_ends_may_look_like_an_ID()
    {
        AllAnswer("""{"affected":1}""");

        await Commands.CarryOutAsync(ControlVerb.Unban, new ControlRequest(Target: "#17"), null);

        Assert.All(_sent, sent => Assert.Equal("#17", sent.Request.Request.Target));
    }

    [Fact]
    public async Task A_node_that_starts_reads_what_holds_on_any_of_the_others()
    {
        _answers[Third] = (200, """[{"kind":"ban","name":"mallory","network":null,"secondsLeft":60,"reason":""}]""");

        var list = await Commands.ReadOthersAsync();

        Assert.Equal("mallory", Assert.Single(list!.Bans).Name);
        Assert.Equal([(Other, "bans", false), (Third, "bans", false)], _sent.Select(sent => (sent.Node, sent.Verb, sent.IsPreview)));
        _answers.Clear();
        Assert.Null(await Commands.ReadOthersAsync());
        _others = [];
        Assert.Empty((await Commands.ReadOthersAsync())!.Bans);
    }

    [Fact]
    public async Task A_node_that_joins_gets_commands_and_is_not_asked_what_holds()
    {
        _joining.Add("d.example.org:9200");
        AllAnswer("[]");

        await Commands.ReadOthersAsync();
        Assert.Equal([Other, Third], _sent.Select(sent => sent.Node));
        await Commands.CarryOutAsync(ControlVerb.Bans, new ControlRequest(), null);

        Assert.Equal([Self, Other, Third, "d.example.org:9200"], _sent[2..].Select(sent => sent.Node));
    }

    private void AllAnswer(string body)
    {
        foreach (var node in new[] { Self, Other, Third })
            _answers[node] = (200, body);
    }

    private Task<NodeMessages.Answer> AskAsync(string node, NodeMessages.Command command, TimeSpan timeout)
    {
        _sent.Add((node, command.Verb, command.IsPreview, JsonSerializer.Deserialize(command.Request, ControlJson.Default.NodeRequest)!));
        return (command.IsPreview ? _previews : _answers).TryGetValue(node, out var answer)
            ? Task.FromResult(new NodeMessages.Answer(answer.Status, Encoding.UTF8.GetBytes(answer.Body)))
            : Task.FromException<NodeMessages.Answer>(new AskTimeoutException("no answer"));
    }
}
