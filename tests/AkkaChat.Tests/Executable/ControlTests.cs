using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using AkkaChat.Server.Connections;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>An operator asks a running server: both are the real executable, with a real socket between them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ControlTests : IDisposable
{
    private readonly TempFolder _files = new();
    private readonly List<ServerProcess> _servers = [];

    private ControlSocket Control => new(_files.PathOf("control.sock"));

    private ServerProcess Server => _servers[0];

    private UnixDomainSocketEndPoint UnixDoor => new(_files.PathOf("chat.sock"));

    public void Dispose()
    {
        _servers.ForEach(server => server.Dispose());
        _files.Dispose();
    }

    [Fact]
    public async Task Members_of_all_doors_are_listed_with_names_of_all_scripts()
    {
        TestCertificate.Issue().Write(_files);
        await StartAsync(
        [
            "--set", "web.tls=on",
            .. TestCertificate.Settings(_files).SelectMany(setting => new[] { "--set", $"{setting.Key}={setting.Value}" }),
        ]);
        using var ann = await Server.JoinAsync("Ann Smith");
        using var kim = await LineClient.JoinAsync(UnixDoor, Utf8("김철수"));
        using var fox = await LineClient.JoinAsync(await Server.EndpointAsync("wss"), Utf8("🦊"), tls: SslProtocols.Tls13, webSocket: true);
        using var ivan = await LineClient.JoinAsync(await Server.EndpointAsync("tls"), Utf8("Иван"), tls: SslProtocols.Tls13);
        using var unnamed = await Server.ConnectAsync();

        var members = await Control.WhoAsync();
        Assert.Equal(["Ann Smith", "김철수", "🦊", "Иван"], members.Select(member => member.GetProperty("name").GetString()));
        Assert.Equal(["tcp", "unix", "wss", "tls"], members.Select(member => member.GetProperty("door").GetString()));
        Assert.Equal(4, members.Select(member => member.GetProperty("id").GetInt64()).Distinct().Count());
        var first = members[0];
        Assert.StartsWith("127.0.0.1:", first.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, first.GetProperty("linesIn").GetInt64());
        Assert.Equal(0, first.GetProperty("pendingBytes").GetInt64());
        Assert.False(first.GetProperty("muted").GetBoolean());
        Assert.Equal(TimeSpan.Zero, first.GetProperty("since").GetDateTimeOffset().Offset);
        Assert.InRange(first.GetProperty("since").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        Assert.InRange(first.GetProperty("idleSeconds").GetInt64(), 0, 300);
        Assert.Equal(
            ["id", "name", "address", "door", "since", "linesIn", "linesOut", "pendingBytes", "idleSeconds", "muted"],
            first.EnumerateObject().Select(property => property.Name));

        var table = (await Control.DoneAsync("who")).Split('\n');
        Assert.Matches("^ *ID  NAME +ADDRESS +DOOR  SINCE +IN +OUT +PENDING +IDLE  MUTED$", table[0]);
        Assert.Matches("^ *[0-9]+  Ann Smith  127.0.0.1:[0-9]+ +tcp +[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} +1 +[0-9]+ +0 +[0-9]+[sm0-9]*$", table[1]);
        Assert.Matches("^ *[0-9]+  김철수     [^ ]", table[2]);
        Assert.Matches("^ *[0-9]+  🦊         [^ ]", table[3]);
        Assert.Matches("^ *[0-9]+  Иван       [^ ]", table[4]);
        Assert.Equal(6, table.Length);
    }

    [Fact]
    public async Task Members_are_listed_in_the_order_in_which_they_came()
    {
        await StartAsync();
        using var alice = await Server.JoinAsync("alice");
        using var bob = await Server.JoinAsync("bob");
        alice.Dispose();
        await Control.MembersAsync("bob");
        using var carol = await Server.JoinAsync("carol");

        Assert.Equal(["bob", "carol"], (await Control.WhoAsync()).Select(member => member.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_member_is_kicked_by_its_id_and_is_told_why()
    {
        await StartAsync();
        using var one = await Server.JoinAsync("alice");
        using var two = await LineClient.JoinAsync(await Server.EndpointAsync("ws"), "alice", webSocket: true);
        var id = (await Control.WhoAsync())[1].GetProperty("id");

        Assert.Equal("disconnected: 1\n", await Control.DoneAsync("kick", $"#{id}", "--reason", "too loud"));

        Assert.EndsWith("server:an operator has disconnected you: too loud\n", await two.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal((System.Net.WebSockets.WebSocketCloseStatus.PolicyViolation, "kicked"), two.Close);
        await one.SendAsync("still here\n");
        await one.ReadUntilAsync("alice:still here");
        await Server.LoggedAsync($"Operator (uid {Uid()}): kick #{id} --reason \"too loud\": done (1 affected)");
        two.Dispose();
        await Control.MembersAsync("alice");
        await Control.FailsAsync(1, $"no member matches #{id}", "kick", $"#{id}");
    }

    [Fact]
    public async Task All_who_bear_a_name_are_kicked_at_every_door_and_may_come_again()
    {
        await StartAsync();
        using var one = await Server.JoinAsync("Ann Smith");
        using var two = await LineClient.JoinAsync(UnixDoor, "ANN smith");
        using var other = await Server.JoinAsync("Ann");

        Assert.Equal("disconnected: 2\n", await Control.DoneAsync("kick", "ann smith"));

        Assert.EndsWith("server:an operator has disconnected you\n", await one.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.EndsWith("server:an operator has disconnected you\n", await two.ReadToEndAsync(), StringComparison.Ordinal);
        using var again = await Server.JoinAsync("Ann Smith");
        await Control.MembersAsync("Ann", "Ann Smith");
    }

    [Fact]
    public async Task A_member_that_is_kicked_for_a_time_is_refused_by_name_and_address()
    {
        await StartAsync();
        using var alice = await Server.JoinAsync("alice");
        using var bob = await LineClient.JoinAsync(UnixDoor, "bob");

        Assert.Equal(
            "disconnected: 1\nbanned for 1h0m: alice\nbanned for 1h0m: 127.0.0.1/32\n",
            await Control.DoneAsync("kick", "alice", "--for", "1h", "--reason", "come back later"));

        Assert.EndsWith("server:an operator has disconnected you: come back later\n", await alice.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("server:your address is banned: come back later\n", await RefusalAsync(Server.Endpoint, ""));
        Assert.Equal("server:this username is refused for now: come back later\n", await RefusalAsync(UnixDoor, "Alice\n"));
        Assert.EndsWith("INF unix (unix) refused as \"Alice\": banned", await Server.LoggedAsync("refused as"), StringComparison.Ordinal);
        Assert.Matches(
            "^KIND  NAME   NETWORK +LEFT  REASON\nban   alice +(1h0m|59m[0-9]+s)  come back later\nban +127.0.0.1/32 +(1h0m|59m[0-9]+s)  come back later\n$",
            await Control.DoneAsync("bans"));
        Assert.Equal("disconnected: 1\nbanned for 1h0m: bob\n", await Control.DoneAsync("kick", "bob", "--for", "1h"));

        Assert.Equal("bans ended: 1\n", await Control.DoneAsync("unban", "127.0.0.1"));
        using var carol = await Server.JoinAsync("carol");
        Assert.Equal("server:this username is refused for now: come back later\n", await RefusalAsync(Server.Endpoint, "alice\n"));
        Assert.Equal("bans ended: 1\n", await Control.DoneAsync("unban", "ALICE"));
        using var again = await Server.JoinAsync("alice");
        var ban = Assert.Single(JsonDocument.Parse(await Control.DoneAsync("bans", "--json")).RootElement.EnumerateArray());
        Assert.Equal(["kind", "name", "network", "secondsLeft", "reason"], ban.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("ban", "bob"), (ban.GetProperty("kind").GetString(), ban.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_ban_disconnects_those_of_its_network_also_if_a_longer_one_is_in_place()
    {
        await StartAsync();
        using var bob = await Server.JoinAsync("bob");
        using var neighbour = await Server.JoinAsync("neighbour");
        await Control.DoneAsync("kick", "bob", "--for", "2h");
        await bob.ReadToEndAsync();
        bob.Dispose();
        await Server.LoggedAsync("\"bob\" left");

        Assert.Equal(
            "127.0.0.1/32 is already banned for longer: disconnected: 1\n", await Control.DoneAsync("ban", "127.0.0.1", "--for", "1h"));
        Assert.EndsWith("server:your address is banned\n", await neighbour.ReadToEndAsync(), StringComparison.Ordinal);
        await Server.LoggedAsync("ban 127.0.0.1 --for 1h: done (1 affected)");
    }

    [Fact]
    public async Task A_longer_ban_or_mute_stays_and_the_answer_says_so()
    {
        await StartAsync();
        using var alice = await LineClient.JoinAsync(UnixDoor, "alice");
        await Control.DoneAsync("ban", "203.0.113.7");
        await Control.DoneAsync("mute", "alice", "--for", "1h");

        Assert.Equal(
            "203.0.113.7/32 is already banned for longer: nothing changed\n",
            await Control.DoneAsync("ban", "203.0.113.7", "--for", "1h"));
        await Server.LoggedAsync("ban 203.0.113.7 --for 1h: unchanged");
        Assert.Equal("already muted for longer: nothing changed\n", await Control.DoneAsync("mute", "alice", "--for", "1m"));
        Assert.Equal("muted: 1\n", await Control.DoneAsync("mute", "alice"));

        Assert.Equal(
            "KIND  NAME   NETWORK           LEFT  REASON\nban          203.0.113.7/32  no end\nmute  alice                  no end\n",
            await Control.DoneAsync("bans"));
    }

    [Fact]
    public async Task All_members_of_an_address_are_kicked()
    {
        await StartAsync();
        using var alice = await Server.JoinAsync("alice");
        using var bob = await LineClient.JoinAsync(UnixDoor, "bob");
        var address = (await Control.WhoAsync())[0].GetProperty("address").GetString()!;

        Assert.Equal("disconnected: 1\n", await Control.DoneAsync("kick", "--address", address));

        await alice.ReadToEndAsync();
        await Control.MembersAsync("bob");
        await Control.FailsAsync(1, "no member matches 203.0.113.0/24", "kick", "--address", "203.0.113.0/24");
    }

    [Fact]
    public async Task A_muted_member_is_told_and_is_heard_again_when_the_mute_ends()
    {
        await StartAsync();
        // A mute holds for the address, too, which this one does not have.
        using var alice = await LineClient.JoinAsync(UnixDoor, "alice");
        using var bob = await LineClient.JoinAsync(await Server.EndpointAsync("ws"), "bob", webSocket: true);

        Assert.Equal("muted: 1\n", await Control.DoneAsync("mute", "bob", "--for", "1h", "--reason", "calm down"));
        await bob.SendAsync("not sent\n");
        Assert.Matches("^server:your messages are not sent for (60|59) minutes: calm down$", await bob.ReadLineAsync());
        Assert.Equal([false, true], (await Control.WhoAsync()).Select(member => member.GetProperty("muted").GetBoolean()));
        Assert.EndsWith("  yes\n", await Control.DoneAsync("who"), StringComparison.Ordinal);

        Assert.Equal("mutes ended: 1\n", await Control.DoneAsync("unmute", "bob"));
        await bob.SendAsync("sent\n");
        Assert.Equal(["bob:bob is here", "bob:sent"], await alice.ReadLinesAsync(2));
        await Control.FailsAsync(1, "there is no mute of bob", "unmute", "bob");
    }

    [Fact]
    public async Task A_member_that_stays_muted_by_the_mute_of_its_neighbour_is_named_with_it()
    {
        await StartAsync();
        using var ann = await Server.JoinAsync("Ann Smith");
        using var mallory = await Server.JoinAsync("mallory");
        var id = (await Control.WhoAsync())[0].GetProperty("id");

        Assert.Equal("muted: 1, and 1 more with the same name or address\n", await Control.DoneAsync("mute", "mallory"));
        await Control.FailsAsync(
            1, $"there is no mute of #{id}\nstill muted by the mute of mallory, 127.0.0.1/32; see bans", "unmute", $"#{id}");
        Assert.Equal("muted: 2\n", await Control.DoneAsync("mute", "--address", "127.0.0.1"));
        Assert.Equal(
            "mutes ended: 1\nstill muted by the mute of mallory, 127.0.0.1/32; see bans\n", await Control.DoneAsync("unmute", "Ann Smith"));
        Assert.Equal("mutes ended: 1\n", await Control.DoneAsync("unmute", "mallory"));
    }

    [Fact]
    public async Task A_ban_of_a_larger_network_that_is_left_is_named_and_one_of_a_name_says_nothing_of_networks()
    {
        await StartAsync();
        await Control.DoneAsync("ban", "203.0.113.0/24");
        await Control.DoneAsync("ban", "203.0.113.7");

        Assert.Equal("bans ended: 1\nstill banned by the ban of 203.0.113.0/24; see bans\n", await Control.DoneAsync("unban", "203.0.113.7"));
        await Control.FailsAsync(
            1, "there is no ban of 203.0.113.7: see bans\nstill banned by the ban of 203.0.113.0/24; see bans", "unban", "203.0.113.7");
        await Control.FailsAsync(1, "there is no ban of mallory: see bans", "unban", "mallory");
    }

    [Fact]
    public async Task A_ban_holds_until_it_is_lifted_or_for_good_with_the_line_that_it_prints()
    {
        var file = _files.PathOf("chat.hocon");
        await File.WriteAllTextAsync(file, "akkachat.limits.denied-addresses = [\"203.0.113.0/24\"]\n");
        await StartAsync("--config", file);
        using var alice = await Server.JoinAsync("alice");
        using var bob = await LineClient.JoinAsync(UnixDoor, "bob");

        var lines = (await Control.DoneAsync("ban", "127.0.0.1", "--reason", "spam")).Split('\n');

        Assert.EndsWith("server:your address is banned: spam\n", await alice.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("server:your address is banned: spam\n", await RefusalAsync(Server.Endpoint, ""));
        Assert.Equal(["banned: 127.0.0.1/32", "disconnected: 1"], lines[..2]);
        Assert.Equal("akkachat.limits.denied-addresses += \"127.0.0.1/32\"", lines[3]);
        Assert.Equal("KIND  NAME  NETWORK         LEFT  REASON\nban         127.0.0.1/32  no end  spam\n", await Control.DoneAsync("bans"));
        await File.AppendAllTextAsync(file, lines[3]);
        Assert.Equal("changed: limits.denied-addresses\n", await Control.DoneAsync("reload"));

        const string Denied = "still refused by the configuration: 127.0.0.1/32 is in limits.denied-addresses";
        Assert.Equal($"bans ended: 1\n{Denied}\n", await Control.DoneAsync("unban", "127.0.0.1"));
        Assert.Equal("server:your address is banned\n", await RefusalAsync(Server.Endpoint, ""));
        await Control.FailsAsync(1, $"there is no ban of 127.0.0.1: see bans\n{Denied}", "unban", "127.0.0.1");
        await bob.SendAsync("still here\n");
        await bob.ReadUntilAsync("bob:still here");
    }

    [Fact]
    public async Task A_ban_for_a_time_of_nobody_who_is_there_is_done()
    {
        await StartAsync();

        Assert.Equal("banned: 2001:db8::/64\ndisconnected: 0\n", await Control.DoneAsync("ban", "2001:db8::7", "--for", "1d"));
        Assert.Matches("^KIND  NAME  NETWORK +LEFT  REASON\nban         2001:db8::/64 +(1d0h|23h59m)\n$", await Control.DoneAsync("bans"));
    }

    [Fact]
    public async Task Trusted_proxies_are_banned_by_force_only()
    {
        await StartAsync("--set", "proxy-protocol.trusted=[\"192.0.2.1\"]");

        await Control.FailsAsync(
            2, "192.0.2.0/24 concerns 192.0.2.1/32, a trusted proxy (proxy-protocol.trusted); --force bans it all the same", "ban", "192.0.2.0/24");
        await Control.DoneAsync("ban", "192.0.2.0/24", "--force");
    }

    [Fact]
    public async Task An_operator_says_something_to_all()
    {
        await StartAsync("--set", "server-name=host");
        using var alice = await Server.JoinAsync("alice");
        using var bob = await LineClient.JoinAsync(await Server.EndpointAsync("ws"), "bob", webSocket: true);
        using var carol = await LineClient.JoinAsync(UnixDoor, "carol");

        Assert.Equal("sent\n", await Control.DoneAsync("say", "Back at 6, 안녕 🦊"));
        Assert.Equal("sent\n", await Control.DoneAsync("say", "@x"));
        Assert.Equal("sent\n", await Control.DoneAsync("say", "-hello"));
        Assert.Equal("sent\n", await Control.DoneAsync("say", "--", "--help"));

        foreach (var member in new[] { alice, bob, carol })
        {
            // She has read her own.
            if (member != carol)
                await member.ReadUntilAsync("carol:carol is here");
            Assert.Equal(["host:" + Utf8("Back at 6, 안녕 🦊"), "host:@x", "host:-hello", "host:--help"], await member.ReadLinesAsync(4));
        }
    }

    [Theory]
    [InlineData("@x")]
    [InlineData("-hello")]
    public async Task Names_may_begin_like_an_option_or_a_file(string name)
    {
        await StartAsync();
        using var client = await Server.JoinAsync(name);

        Assert.Equal("disconnected: 1\n", await Control.DoneAsync("kick", "--", name));

        await client.ReadToEndAsync();
    }

    [Fact]
    public async Task Figures_of_the_room_are_printed()
    {
        await StartAsync();
        using var alice = await Server.JoinAsync("alice");
        using var unnamed = await Server.ConnectAsync();
        async Task<JsonElement> StatsAsync() => JsonDocument.Parse(await Control.DoneAsync("stats", "--json")).RootElement;
        await Eventually.TrueAsync(async () => (await StatsAsync()).GetProperty("connections").GetInt32() == 2, "both are admitted");

        var stats = await StatsAsync();
        Assert.Equal(1, stats.GetProperty("members").GetInt32());
        Assert.Equal(1, stats.GetProperty("linesIn").GetInt64());
        Assert.Equal("alice\nalice is here\n".Length, stats.GetProperty("bytesIn").GetInt64());
        Assert.Matches("(?m)^connections +2$", await Control.DoneAsync("stats"));
    }

    [Fact]
    public async Task A_reload_prints_what_has_changed_and_what_needs_a_restart_or_all_problems()
    {
        var file = _files.PathOf("chat.hocon");
        await File.WriteAllTextAsync(file, "");
        await StartAsync("--config", file);
        Assert.Equal("changed: nothing\n", await Control.DoneAsync("reload"));

        await File.WriteAllTextAsync(file, "akkachat { password = secret, limits.max-connections = 7, listen.backlog = 7, message.max-length = 7 }");
        Assert.Equal(
            "changed: limits.max-connections, password\nneeds a restart: listen.backlog, message.max-length\n", await Control.DoneAsync("reload"));
        Assert.Equal("server:wrong password, send username:password\n", await RefusalAsync(Server.Endpoint, "bob\n"));

        await File.WriteAllTextAsync(file, "akkachat { limits.max-connections = 0, no.such.key = 1 }");
        var (exitCode, output, errors) = await Control.RunAsync("reload");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal(2, errors.TrimEnd('\n').Split('\n').Length);
        Assert.StartsWith("akkachat.limits.max-connections = 0 (", errors, StringComparison.Ordinal);
        (exitCode, output, errors) = await Control.RunAsync("reload", "--json");
        Assert.Equal(1, exitCode);
        Assert.Equal(2, JsonDocument.Parse(output).RootElement.GetProperty("problems").GetArrayLength());
        Assert.Empty(errors);
    }

    [Fact]
    public async Task A_target_that_matches_no_member_is_one_line_and_exit_code_1_also_with_JSON()
    {
        await StartAsync();

        await Control.FailsAsync(1, "no member matches nobody", "kick", "nobody");
        await Control.FailsAsync(1, "no member matches 20; for an ID write '#20'", "kick", "20");
        Assert.Equal((1, "{\"affected\":0}\n", "no member matches nobody\n"), await Control.RunAsync("kick", "nobody", "--json"));
    }

    [Theory]
    [InlineData("either a name, --address or #ID is needed; for a shell # begins a comment, unless it is in quotes", "kick")]
    [InlineData("either a name, --address or #ID is needed; for a shell # begins a comment, unless it is in quotes", "mute", "alice", "--address", "::1")]
    [InlineData("--for soon must be a time from 1s to 365d with its unit, such as 10m, 1h or 2d", "mute", "alice", "--for", "soon")]
    [InlineData("0.0.0.0/0 is a large part of all addresses; --force bans it all the same", "ban", "0.0.0.0/0")]
    [InlineData("alice must be an IP address, or a network such as 203.0.113.0/24 with nothing but zeros behind its prefix", "ban", "alice")]
    [InlineData("the text must be one line of 1 to 4096 bytes, without control characters", "say", "two\nlines")]
    [InlineData("Required argument missing for command: 'say'.\nusage: say TEXT [--socket PATH] [--json] [--config FILE]", "say")]
    [InlineData(
        "'to all' is too much; what has spaces is in quotes: say \"hello to all\"\nusage: say TEXT [--socket PATH] [--json] [--config FILE]",
        "say", "hello", "to", "all")]
    [InlineData(
        "'Smith' is too much; what has spaces is in quotes: kick \"Ann Smith\"\nusage: kick [#ID|NAME] [--address ADDRESS] [--for TIME] [--reason TEXT] [--socket PATH] [--json] [--config FILE]",
        "kick", "Ann", "Smith")]
    [InlineData(
        "Unrecognized command or argument '1h'.\nusage: ban ADDRESS|NETWORK [--for TIME] [--reason TEXT] [--force] [--socket PATH] [--json] [--config FILE]",
        "ban", "203.0.113.7", "1h")]
    [InlineData("Unrecognized command or argument '--check-config'.\nusage: who [--socket PATH] [--json] [--config FILE]", "who", "--check-config")]
    public async Task Wrong_usage_is_a_line_for_each_problem_and_what_the_verb_takes_and_exit_code_2_whether_a_server_is_there_or_not(string problem, params string[] arguments) =>
        await Control.FailsAsync(2, problem, arguments[0], arguments[1..]);

    [Theory]
    [InlineData("kik is no command: did you mean kick? See --help", "kik", "bob", "--for", "1h")]
    [InlineData("WHO is no command: did you mean who? See --help", "WHO")]
    [InlineData("list is no command: the commands are who, kick, ban, unban, bans, mute, unmute, say, stats, reload; see --help", "list", "all")]
    public async Task A_word_that_is_no_verb_is_one_line_with_the_nearest_verb_or_all(string problem, params string[] arguments) =>
        Assert.Equal((2, "", $"{problem}\n"), await Tool.RunAsync(ServerProcess.Executable, arguments));

    [Fact]
    public async Task Options_of_the_server_in_front_of_a_verb_are_wrong_usage() => Assert.Equal(
        (2, "", "--port does not go together with who\n"), await Tool.RunAsync(ServerProcess.Executable, "--port", "1", "who"));

    [Fact]
    public async Task Without_a_server_the_reason_is_one_line_and_exit_code_1()
    {
        await Control.FailsAsync(1, $"no server answers at {Control.Path}: there is no such file", "who");

        LeaveStaleSocket();
        await Control.FailsAsync(1, $"no server answers at {Control.Path}: it is no socket, or its server has ended", "stats", "--json");

        var missing = new ControlSocket(_files.PathOf(new string('x', 200)));
        await missing.FailsAsync(1, $"no server answers at {missing.Path}: the path is empty, or too long for a Unix socket", "who");
    }

    [Fact]
    public async Task Without_an_option_the_socket_is_that_of_the_unit()
    {
        var (exitCode, output, errors) = await Tool.RunAsync(ServerProcess.Executable, "kick", Guid.NewGuid().ToString());

        // A server may run on this machine.
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Matches("^no (server answers at /run/akkachat/control.sock: |member matches )", errors);
    }

    [Fact]
    public async Task Another_program_at_the_socket_is_no_server()
    {
        using var other = UnixListenSocket.Open(Control.Path, 10);
        var answer = Task.Run(async () =>
        {
            using var accepted = await other.AcceptAsync();
            await accepted.ReceiveAsync(new byte[1024], SocketFlags.None);
            await accepted.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".Bytes(), SocketFlags.None);
        });

        await Control.FailsAsync(1, $"no server answers at {Control.Path}: another program listens there", "who");
        await answer;
    }

    [Fact]
    public async Task The_socket_may_be_named_by_the_configuration_of_the_server_without_its_secrets()
    {
        var file = _files.Write($"akkachat {{ password = ${{A_VARIABLE_THAT_THE_OPERATOR_DOES_NOT_HAVE}}, control.socket = \"{Control.Path}\" }}");
        await StartAsync();
        using var alice = await Server.JoinAsync("alice");

        foreach (string[] arguments in new[] { new[] { "kick", "alice", "--config", file }, ["--config", file, "kick", "bob"] })
        {
            var isFirst = arguments[0] == "kick";
            var (exitCode, output, errors) = await Tool.RunAsync(ServerProcess.Executable, arguments);
            Assert.Equal(isFirst ? (0, "disconnected: 1\n", "") : (1, "", "no member matches bob\n"), (exitCode, output, errors));
        }

        var (code, _, problem) = await Tool.RunAsync(ServerProcess.Executable, "who", "--config", "/nowhere/to/be.found");
        Assert.Equal((2, "/nowhere/to/be.found does not exist\n"), (code, problem));
    }

    [Fact]
    public async Task Two_servers_have_two_sockets_and_the_second_one_at_the_same_path_does_not_start()
    {
        await StartAsync();
        using var alice = await Server.JoinAsync("alice");
        var other = new ControlSocket(_files.PathOf("other.sock"));
        using var second = await ServerProcess.StartListeningAsync("--set", $"control.socket={other.Path}");
        using var bob = await second.JoinAsync("bob");

        using var third = ServerProcess.Start("--host", "127.0.0.1", "--port", "0", "--set", $"control.socket={Control.Path}");

        Assert.Equal(3, await third.ExitAsync());
        Assert.Equal([$"cannot listen on {Control.Path}: another process listens there"], third.Errors);
        await Control.MembersAsync("alice");
        await other.MembersAsync("bob");
    }

    [Fact]
    public async Task A_socket_that_a_server_has_left_behind_is_replaced_and_its_own_is_removed_at_the_end()
    {
        LeaveStaleSocket();
        await StartAsync();
        await Control.MembersAsync();

        await Server.StopAsync();

        Assert.False(File.Exists(Control.Path));
    }

    [Fact]
    public async Task Commands_are_no_longer_accepted_while_the_server_shuts_down()
    {
        await StartAsync("--set", "shutdown.grace=1m", "--set", "limits.max-pending=64 MiB");
        using var stuck = await LineClient.ConnectAsync(Server.Endpoint, LineClient.UseSmallBuffer);
        await stuck.SendAsync("stuck\n" + string.Concat(Enumerable.Repeat(new string('x', 8000) + "\n", 4000)));
        Assert.Equal("stuck:", (await stuck.ReadLineAsync())?[..6]);

        Server.Terminate();

        await Eventually.TrueAsync(() => !File.Exists(Control.Path), "the control socket is closed");
        await stuck.ReadToEndAsync();
        Assert.Equal(0, await Server.ExitAsync());
    }

    [Fact]
    public async Task A_server_that_logs_that_it_listens_answers_and_one_whose_port_is_taken_leaves_no_socket()
    {
        await StartAsync();
        Assert.Equal("[]\n", await Control.DoneAsync("who", "--json"));
        var lines = Server.Output.ToList();
        Assert.True(lines.FindIndex(line => line.Contains("Control socket at", StringComparison.Ordinal))
            < lines.FindIndex(line => line.Contains("Listening on", StringComparison.Ordinal)));

        var other = _files.PathOf("other.sock");
        using var second = ServerProcess.Start("--host", "127.0.0.1", "--port", $"{Server.Endpoint.Port}", "--set", $"control.socket={other}");

        Assert.Equal(3, await second.ExitAsync());
        Assert.False(File.Exists(other));
    }

    [Fact]
    public async Task Owner_and_group_may_command_and_no_other_port_leads_there()
    {
        await StartAsync("--set", "health.listen=127.0.0.1:0");

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            File.GetUnixFileMode(Control.Path));
        foreach (var probe in new[] { Server.Health(), new HttpProbe(await Server.EndpointAsync("ws")) })
            Assert.Equal(404, (await probe.GetAsync("/who")).Status);
    }

    [FactAsRoot]
    public async Task Another_user_may_not_command_and_one_of_the_group_is_named_in_the_log()
    {
        await StartAsync();
        File.SetUnixFileMode(_files.PathOf(""), (UnixFileMode)Convert.ToInt32("755", 8));
        // The other user may not be able to read the folder of the checkout.
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            File.Copy(file, _files.PathOf(Path.GetFileName(file)));
        Task<(int ExitCode, string Output, string Errors)> SayAsync(string gid) => Tool.RunAsync(
            "setpriv", "--reuid=65534", $"--regid={gid}", "--clear-groups", _files.PathOf(Path.GetFileName(ServerProcess.Executable)), "say", "hello", "--socket", Control.Path);

        Assert.Equal((1, "", $"no server answers at {Control.Path}: permission denied; root may open it, and the user and the group that own it (mode 0660)\n"), await SayAsync("65534"));
        Assert.Equal((0, "sent\n", ""), await SayAsync("0"));

        await Server.LoggedAsync("INF Operator (uid 65534): say hello: done");
        Assert.Single(Server.Output, line => line.Contains("Operator", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commands_are_logged_with_their_outcome_and_questions_at_debug_only()
    {
        var file = _files.PathOf("chat.hocon");
        await File.WriteAllTextAsync(file, "akkachat.log.level = debug");
        await StartAsync("--config", file);
        await Control.DoneAsync("bans");
        await Control.DoneAsync("say", "hello");
        await Control.RunAsync("kick", "nobody");
        await Control.RunAsync("ban", "127.0.0.1", "--force", "--for", "1s");
        await File.WriteAllTextAsync(file, "akkachat.no.such.key = 1");
        await Control.RunAsync("reload");

        foreach (var end in new[]
        {
            "DBG Operator (uid {0}): bans: done",
            "INF Operator (uid {0}): say hello: done",
            "INF Operator (uid {0}): kick nobody: no-match",
            "INF Operator (uid {0}): ban 127.0.0.1 --for 1s --force: done (0 affected)",
            "INF Operator (uid {0}): reload: refused",
        })
        {
            var line = string.Format(null, end, Uid());
            Assert.EndsWith(line, await Server.LoggedAsync(line), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_thousand_members_are_listed()
    {
        await StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
        {
            var client = await Server.ConnectAsync();
            await client.SendAsync($"c{i}\n");
            return client;
        }));

        await Control.MembersAsync([.. Enumerable.Range(0, 1000).Select(i => $"c{i}")]);
        Assert.Equal(1002, (await Control.DoneAsync("who")).Split('\n').Length);

        Assert.Equal("disconnected: 1\n", await Control.DoneAsync("kick", "c500"));
        await clients[500].ReadToEndAsync();
        await Control.MembersAsync([.. Enumerable.Range(0, 1000).Where(i => i != 500).Select(i => $"c{i}")]);
        Assert.Equal("muted: 1, and 998 more with the same name or address\n", await Control.DoneAsync("mute", "c400"));
        Assert.Equal(1000, (await Control.DoneAsync("who")).Split("  yes\n").Length);
        Assert.Equal("sent\n", await Control.DoneAsync("say", "hello"));
        Assert.Equal("banned: 127.0.0.1/32\ndisconnected: 999\n", (await Control.DoneAsync("ban", "127.0.0.1", "--for", "1h")));
        foreach (var client in clients.Where(client => client != clients[500]))
            Assert.Equal("server:hello\nserver:your address is banned\n", await client.ReadToEndAsync());
        Assert.All(clients, client => client.Dispose());
    }

    private async Task StartAsync(params string[] arguments)
    {
        var server = await ServerProcess.StartListeningAsync(
            ["--set", $"control.socket={Control.Path}", "--set", $"listen.unix={_files.PathOf("chat.sock")}", "--set", "web.listen=127.0.0.1:0", .. arguments]);
        _servers.Add(server);
        // Doors are opened one after the other.
        await server.LoggedAsync(" (unix)");
    }

    /// <summary>Leaves the file of a socket behind, as a process that is killed does.</summary>
    private void LeaveStaleSocket()
    {
        using var socket = UnixListenSocket.Open(_files.PathOf("first"), 10);
        // .NET deletes the file that it has bound, and not one that was renamed.
        File.Move(_files.PathOf("first"), Control.Path);
    }

    /// <returns>What a client is sent that sends this text.</returns>
    private static async Task<string> RefusalAsync(EndPoint door, string text)
    {
        using var client = await LineClient.ConnectAsync(door);
        await client.SendAsync(text);
        return await client.ReadToEndAsync();
    }

    private static string Uid() => File.ReadLines("/proc/self/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];

    private static string Utf8(string text) => ((ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(text)).Text();
}
