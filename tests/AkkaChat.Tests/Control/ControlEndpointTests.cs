using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Control;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace AkkaChat.Tests.Control;

/// <summary>The control socket, with probes in place of the actors that carry the commands out.</summary>
public sealed class ControlEndpointTests : ActorTest, IAsyncLifetime
{
    private static readonly string[] Networks = ["203.0.113.0/24", "2001:db8::/64"];

    private readonly TempFolder _folder = new();
    private readonly TestProbe _connections;
    private readonly TestProbe _room;
    private readonly TestProbe _events;
    private readonly IHost _host;
    private readonly HttpClient _http;
    private Func<Task<ControlAnswers.Reloaded>> _reload = () => Task.FromResult(new ControlAnswers.Reloaded(["log.level"], ["listen.port"]));

    [SuppressMessage("Reliability", "CA2000", Justification = "The host owns the socket, and the client its handler.")]
    public ControlEndpointTests()
    {
        _connections = CreateTestProbe("connections");
        _room = CreateTestProbe("room");
        _events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
        var path = _folder.PathOf("control.sock");
        var limits = ControlLimits.Any with { TrustedProxies = new TrustedProxies([TrustedProxy.Parse("192.0.2.1")]), Denied = new DeniedAddresses([IPNetwork.Parse(Networks[0])]) };
        var handler = new ControlHandler(
            new ControlActors(_connections, _room, () => _reload()),
            () => new ControlAnswers.Stats("1.2.3", 60, 5, 4, 1, 1000, 10, 20, 100, 200),
            () => limits,
            Sys.EventStream);
        _host = ControlEndpoint.Build(UnixListenSocket.Open(path, 10), handler, NullLoggerFactory.Instance);
        _http = ClientOf(path);
    }

    public Task InitializeAsync() => _host.StartAsync();

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _host.StopAsync();
        _host.Dispose();
        Assert.Empty(Directory.EnumerateFiles(_folder.PathOf("")));
        _folder.Dispose();
    }

    [Fact]
    public async Task Members_are_listed_with_all_that_is_known_of_them()
    {
        var since = new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.FromHours(1));
        _connections.SetAutoPilot(Answer(new OperatorMessages.MemberList(
        [
            new(17, "Ann Smith", "203.0.113.7:51432", Door.Tls, since, 1, 2, 3, TimeSpan.FromSeconds(4.9), IsMuted: true),
            new(18, "김", "unix", Door.Unix, since, 0, 0, 0, TimeSpan.Zero, IsMuted: false),
        ])));

        var (status, body) = await GetAsync("/who");

        Assert.Equal(200, status);
        Assert.EndsWith("]\n", body, StringComparison.Ordinal);
        Assert.StartsWith(
            """[{"id":17,"name":"Ann Smith","address":"203.0.113.7:51432","door":"tls","since":"2026-11-22T18:00:00Z","linesIn":1,"linesOut":2,"pendingBytes":3,"idleSeconds":4,"muted":true},{"id":18,""",
            body,
            StringComparison.Ordinal);
        Assert.Contains("\"name\":\"김\"", body, StringComparison.Ordinal);
        ExpectCommand("who", isRead: true, affected: null);
    }

    [Theory]
    [InlineData("kick")]
    [InlineData("mute")]
    public async Task Targets_times_and_reasons_reach_the_connection_manager(string verb)
    {
        _connections.SetAutoPilot(Answer(new OperatorMessages.Affected(2)));

        var answer = await PostAsync($"/{verb}", """{"target":"Ann Smith","for":"10m","reason":"too loud"}""");

        Assert.Equal((200, "{\"affected\":2}\n"), answer);
        var who = new OperatorTarget(Name: "Ann Smith");
        var time = TimeSpan.FromMinutes(10);
        object expected = verb == "kick" ? new OperatorMessages.Kick(who, time, "too loud") : new OperatorMessages.Mute(who, time, "too loud");
        Assert.Equal(expected, _connections.ExpectMsg<object>());
        ExpectCommand($"{verb} \"Ann Smith\" --for 10m --reason \"too loud\"", isRead: false, affected: 2);
    }

    [Fact]
    public async Task Members_may_be_meant_by_id_or_by_address()
    {
        _connections.SetAutoPilot(Answer(new OperatorMessages.Affected(0)));

        Assert.Equal((200, "{\"affected\":0}\n"), await PostAsync("/unmute", """{"target":"#17"}"""));
        Assert.Equal((200, "{\"affected\":0}\n"), await PostAsync("/unmute", """{"address":"203.0.113.7:1"}"""));

        Assert.Equal(new OperatorTarget(Id: 17), _connections.ExpectMsg<OperatorMessages.Unmute>().Who);
        Assert.Equal(new OperatorTarget(Address: IPNetwork.Parse("203.0.113.7/32")), _connections.ExpectMsg<OperatorMessages.Unmute>().Who);
        ExpectCommand("unmute #17", isRead: false, CommandOutcome.NoMatch);
        ExpectCommand("unmute --address 203.0.113.7:1", isRead: false, CommandOutcome.NoMatch);
    }

    [Fact]
    public async Task A_ban_without_an_end_is_answered_with_the_line_that_makes_it_permanent()
    {
        _connections.SetAutoPilot(Answer(new OperatorMessages.Affected(3)));

        var forever = await PostAsync("/ban", """{"address":"2001:db8::7","reason":"spam"}""");
        var forAnHour = await PostAsync("/ban", """{"address":"203.0.113.0/24","for":"1h"}""");

        Assert.Equal(
            (200, """{"network":"2001:db8::/64","affected":3,"configuration":"akkachat.limits.denied-addresses += \"2001:db8::/64\""}""" + "\n"),
            forever);
        Assert.Equal((200, """{"network":"203.0.113.0/24","affected":3}""" + "\n"), forAnHour);
        Assert.Equal(
            new OperatorMessages.Ban(IPNetwork.Parse("2001:db8::/64"), null, "spam"), _connections.ExpectMsg<OperatorMessages.Ban>());
        Assert.Equal(
            new OperatorMessages.Ban(IPNetwork.Parse("203.0.113.0/24"), TimeSpan.FromHours(1), ""), _connections.ExpectMsg<OperatorMessages.Ban>());
        ExpectCommand("ban 2001:db8::7 --reason spam", isRead: false, affected: 3);
        ExpectCommand("ban 203.0.113.0/24 --for 1h", isRead: false, affected: 3);
    }

    [Fact]
    public async Task A_trusted_proxy_is_banned_by_force_only()
    {
        _connections.SetAutoPilot(Answer(new OperatorMessages.Affected(0)));

        var (status, body) = await PostAsync("/ban", """{"address":"192.0.2.1"}""");
        Assert.Equal(400, status);
        Assert.Contains("192.0.2.1/32, a trusted proxy", Problem(body), StringComparison.Ordinal);
        ExpectCommand("ban 192.0.2.1", isRead: false, CommandOutcome.Refused);
        (status, _) = await PostAsync("/ban", """{"address":"192.0.2.1","force":true}""");
        Assert.Equal(200, status);

        _connections.ExpectMsg<OperatorMessages.Ban>();
        ExpectCommand("ban 192.0.2.1 --force", isRead: false, affected: 0);
    }

    [Fact]
    public async Task Bans_and_mutes_are_listed_with_what_they_hold_for_and_the_time_that_is_left()
    {
        _connections.SetAutoPilot(Answer(new OperatorMessages.RestrictionList(
            [new(null, IPNetwork.Parse(Networks[0]), null, ""), new("alice", null, TimeSpan.FromSeconds(59.1), "spam")],
            [new("bob", IPNetwork.Parse(Networks[1]), TimeSpan.FromMinutes(1), "")])));

        Assert.Equal(
            (200, """[{"kind":"ban","name":null,"network":"203.0.113.0/24","secondsLeft":null,"reason":""},{"kind":"ban","name":"alice","network":null,"secondsLeft":60,"reason":"spam"},{"kind":"mute","name":"bob","network":"2001:db8::/64","secondsLeft":60,"reason":""}]""" + "\n"),
            await GetAsync("/bans"));
        ExpectCommand("bans", isRead: true, affected: null);
    }

    [Fact]
    public async Task A_ban_ends_by_name_address_or_network()
    {
        _connections.SetAutoPilot(Answer(new OperatorMessages.Affected(1)));

        foreach (var body in new[] { """{"target":"Ann Smith"}""", """{"target":"2001:db8::1"}""", """{"address":"198.51.100.0/24"}""" })
            Assert.Equal((200, """{"affected":1}""" + "\n"), await PostAsync("/unban", body));

        Assert.Equal(new OperatorMessages.Unban("Ann Smith", null), _connections.ExpectMsg<OperatorMessages.Unban>());
        Assert.Equal(IPNetwork.Parse("2001:db8::/64"), _connections.ExpectMsg<OperatorMessages.Unban>().Network);
        Assert.Equal(IPNetwork.Parse("198.51.100.0/24"), _connections.ExpectMsg<OperatorMessages.Unban>().Network);
        ExpectCommand("unban \"Ann Smith\"", isRead: false, affected: 1);
        ExpectCommand("unban 2001:db8::1", isRead: false, affected: 1);
        ExpectCommand("unban 198.51.100.0/24", isRead: false, affected: 1);
    }

    [Fact]
    public async Task Longer_bans_and_mutes_that_stay_are_counted_in_the_answer()
    {
        _connections.SetAutoPilot(Answer(new OperatorMessages.Affected(1, Longer: 2)));

        Assert.Equal((200, """{"affected":1,"longer":2}""" + "\n"), await PostAsync("/kick", """{"target":"alice","for":"1m"}"""));
        Assert.Equal(
            (200, """{"network":"203.0.113.0/24","affected":1,"longer":2}""" + "\n"),
            await PostAsync("/ban", """{"address":"203.0.113.0/24","for":"1m"}"""));
        ExpectCommand("kick alice --for 1m", isRead: false, affected: 1);
        ExpectCommand("ban 203.0.113.0/24 --for 1m", isRead: false, affected: 1);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, null)]
    public async Task A_mute_changes_nothing_if_a_longer_one_is_in_place_for_all(int longer, int? affected)
    {
        _connections.SetAutoPilot(Answer(new OperatorMessages.Affected(2, longer, Others: 3)));

        Assert.Equal((200, $$"""{"affected":2,"longer":{{longer}},"others":3}""" + "\n"), await PostAsync("/mute", """{"target":"alice"}"""));
        ExpectCommand("mute alice", isRead: false, affected is null ? CommandOutcome.Unchanged : CommandOutcome.Done, affected);
    }

    [Fact]
    public async Task Restrictions_beside_a_ban_that_ends_are_in_the_answer_also_those_of_the_configuration()
    {
        _connections.SetAutoPilot(Answer(new OperatorMessages.Affected(0)
        {
            Holds = [new(null, IPNetwork.Parse("203.0.0.0/16"), TimeSpan.FromMinutes(1), "spam")],
        }));

        Assert.Equal(
            (200, """{"affected":0,"holds":[{"kind":"ban","name":null,"network":"203.0.0.0/16","secondsLeft":60,"reason":"spam"},{"kind":"denied","name":null,"network":"203.0.113.0/24","secondsLeft":null,"reason":""}]}""" + "\n"),
            await PostAsync("/unban", """{"target":"203.0.113.7"}"""));
        ExpectCommand("unban 203.0.113.7", isRead: false, CommandOutcome.NoMatch);
    }

    [Fact]
    public async Task A_text_goes_to_the_room()
    {
        _room.SetAutoPilot(Answer(RoomMessages.Announced.Instance));

        Assert.Equal((200, "{\"text\":\"back at 6\"}\n"), await PostAsync("/say", """{"text":"back at 6"}"""));

        Assert.Equal(new RoomMessages.Announce("back at 6"), _room.ExpectMsg<RoomMessages.Announce>());
        ExpectCommand("say \"back at 6\"", isRead: false, affected: null);
    }

    [Fact]
    public async Task A_text_without_a_room_is_not_sent()
    {
        _room.SetAutoPilot(Answer(RoomMessages.Left.Instance));

        Assert.Equal(
            (503, "{\"problems\":[\"not sent: this server has no room now\"]}\n"), await PostAsync("/say", """{"text":"back at 6"}"""));

        ExpectCommand("say \"back at 6\"", isRead: false, CommandOutcome.Refused);
    }

    [Fact]
    public async Task Figures_are_those_of_now()
    {
        Assert.Equal(
            (200, """{"version":"1.2.3","uptimeSeconds":60,"connections":5,"members":4,"congested":1,"pendingBytes":1000,"linesIn":10,"linesOut":20,"bytesIn":100,"bytesOut":200}""" + "\n"),
            await GetAsync("/stats"));
        ExpectCommand("stats", isRead: true, affected: null);
    }

    [Fact]
    public async Task A_reload_is_answered_with_what_has_changed_or_with_all_problems()
    {
        Assert.Equal((200, """{"changed":["log.level"],"needsRestart":["listen.port"]}""" + "\n"), await PostAsync("/reload", ""));
        ExpectCommand("reload", isRead: false, affected: null);

        _reload = () => throw new ConfigurationException(["one", "two"]);
        Assert.Equal((422, """{"problems":["one","two"]}""" + "\n"), await PostAsync("/reload", "{}"));
        ExpectCommand("reload", isRead: false, CommandOutcome.Refused);
    }

    [Theory]
    [InlineData("/kick", "", "either a name, --address or #ID is needed; for a shell # begins a comment, unless it is in quotes")]
    [InlineData("/kick", "{", "the body must be a JSON object with target, address, for, reason, text or force")]
    [InlineData("/kick", "null", "the body must be a JSON object with target, address, for, reason, text or force")]
    [InlineData("/kick", "[]", "the body must be a JSON object with target, address, for, reason, text or force")]
    [InlineData("/kick", """{"target":17}""", "the body must be a JSON object with target, address, for, reason, text or force")]
    [InlineData("/kick", """{"tarket":"alice"}""", "the body must be a JSON object with target, address, for, reason, text or force")]
    [InlineData("/ban", "{}", " must be an IP address, or a network such as 203.0.113.0/24 with nothing but zeros behind its prefix")]
    [InlineData("/ban", """{"address":"::/0"}""", "::/0 is a large part of all addresses; --force bans it all the same")]
    [InlineData("/say", """{"text":"two\nlines"}""", "the text must be one line of 1 to 4096 bytes, without control characters")]
    public async Task Wrong_input_is_refused_with_its_problems(string path, string body, string problem)
    {
        var (status, answer) = await PostAsync(path, body);

        Assert.Equal((400, problem), (status, Problem(answer)));
        var command = _events.ExpectMsg<ChatEvents.OperatorCommand>();
        Assert.Equal((path[1..], CommandOutcome.Refused), (command.Verb, command.Outcome));
        ExpectNothing();
    }

    [Theory]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/chat", 404)]
    [InlineData("GET", "/healthz", 404)]
    [InlineData("GET", "/kick", 405)]
    [InlineData("POST", "/who", 405)]
    public async Task There_is_nothing_else(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        ExpectNothing();
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var (status, _) = await PostAsync("/say", $$"""{"text":"{{new string('x', 70_000)}}"}""");

        Assert.Equal(413, status);
        ExpectCommand("say", isRead: false, CommandOutcome.Refused);
        ExpectNothing();
    }

    [Fact]
    public async Task A_command_that_fails_is_one_line_for_the_operator_and_the_next_one_works()
    {
        _connections.SetAutoPilot(Answer(new Status.Failure(new InjectedFaultException())));
        _reload = () => throw new InjectedFaultException();

        var (status, body) = await PostAsync("/kick", """{"target":"alice"}""");
        Assert.Equal(500, status);
        Assert.StartsWith("kick failed: ", Problem(body), StringComparison.Ordinal);
        (status, _) = await PostAsync("/reload", "");
        Assert.Equal(500, status);

        foreach (var command in new[] { "kick alice", "reload" })
        {
            var failed = _events.ExpectMsg<ChatEvents.OperatorCommand>();
            Assert.Equal((command, CommandOutcome.Failed), (failed.Command, failed.Outcome));
            Assert.IsType<InjectedFaultException>(failed.Cause!.GetBaseException());
        }

        _room.SetAutoPilot(Answer(RoomMessages.Announced.Instance));
        Assert.Equal((200, "{\"text\":\"hello\"}\n"), await PostAsync("/say", """{"text":"hello"}"""));
    }

    [Fact]
    public async Task A_command_whose_client_has_gone_is_published_all_the_same()
    {
        using var leaving = new CancellationTokenSource();
        using var content = new StringContent("""{"target":"alice"}""");
        var request = _http.PostAsync(new Uri("/kick", UriKind.Relative), content, leaving.Token);
        _connections.ExpectMsg<OperatorMessages.Kick>();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        _connections.Reply(new OperatorMessages.Affected(1));

        ExpectCommand("kick alice", isRead: false, affected: 1);
    }

    [Fact]
    public async Task The_published_command_is_one_line_that_is_safe_to_print()
    {
        _connections.SetAutoPilot(Answer(new OperatorMessages.Affected(0)));

        await PostAsync("/kick", """{"target":"a\u001b[31m\nb"}""");

        ExpectCommand("kick a [31m b", isRead: false, CommandOutcome.NoMatch);
    }

    [Fact]
    public async Task Nodes_of_a_cluster_that_do_not_answer_are_named_and_the_others_have_done_it()
    {
        var nodes = new RoomCommands("a.example.org:9200", () => ["b.example.org:9200"], () => [], (node, command, _) => node[0] == 'b'
            ? Task.FromException<NodeMessages.Answer>(new AskTimeoutException("no answer"))
            : Task.FromResult(new NodeMessages.Answer(200, command.IsPreview || command.Verb != "kick" ? "[]"u8.ToArray() : """{"affected":1}"""u8.ToArray())));
        var handler = new ControlHandler(
            new ControlActors(_connections, _room, () => _reload()), () => throw new InjectedFaultException(), () => ControlLimits.Any, Sys.EventStream, nodes);
        var path = _folder.PathOf("node.sock");
        using var host = ControlEndpoint.Build(UnixListenSocket.Open(path, 10), handler, NullLoggerFactory.Instance);
        await host.StartAsync();
        using var http = ClientOf(path);
        var control = new ControlSocket(path);

        using var response = await http.GetAsync(new Uri("/bans", UriKind.Relative));
        Assert.Equal(["b.example.org:9200"], response.Headers.GetValues("AkkaChat-Unreached"));
        Assert.Equal(["b.example.org:9200"], _events.ExpectMsg<ChatEvents.OperatorCommand>().Unreached);
        Assert.Equal(
            (1, "disconnected: 1\n", "no answer from b.example.org:9200: the command may not be carried out there\n"), await control.RunAsync("kick", "alice"));
        Assert.Equal((1, "[]\n", "no answer from b.example.org:9200: its members are missing\n"), await control.RunAsync("who", "--json"));
        Assert.Equal(
            (2, "", "no node c.example.org:9200 is up; these are: a.example.org:9200, b.example.org:9200\n"),
            await control.RunAsync("kick", "#17@c.example.org:9200"));
        await host.StopAsync();
    }

    private static DelegateAutoPilot Answer(object answer) => new((sender, _) =>
    {
        sender.Tell(answer);
        return AutoPilot.KeepRunning;
    });

    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns its handler.")]
    private static HttpClient ClientOf(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
        Timeout = Eventually.DefaultTimeout,
    };

    private static string Problem(string body) =>
        Assert.Single(JsonSerializer.Deserialize(body, ControlJson.Default.Refused)!.Problems);

    private void ExpectCommand(string command, bool isRead, int? affected) =>
        ExpectCommand(command, isRead, CommandOutcome.Done, affected);

    private void ExpectCommand(string command, bool isRead, CommandOutcome outcome, int? affected = null)
    {
        var uid = uint.Parse(File.ReadLines("/proc/self/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], null);
        Assert.Equal(
            new ChatEvents.OperatorCommand(command.Split(' ')[0], command, isRead, uid, outcome, affected),
            _events.ExpectMsg<ChatEvents.OperatorCommand>());
    }

    /// <summary>The answer has come, and everything else comes before it.</summary>
    private void ExpectNothing()
    {
        Assert.False(_events.HasMessages);
        Assert.False(_connections.HasMessages);
        Assert.False(_room.HasMessages);
    }

    private Task<(int Status, string Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    private Task<(int Status, string Body)> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    private async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
