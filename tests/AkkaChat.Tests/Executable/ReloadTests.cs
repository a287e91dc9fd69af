using System.Security.Authentication;
using AkkaChat.Server.Configuration;
using AkkaChat.Tests.Documents;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>SIGHUP: the configuration files are read again while clients are connected.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly TempFolder _files = new();
    private ServerProcess _server = null!;
    private int _reloads;

    public void Dispose()
    {
        _server?.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Members_stay_and_new_clients_need_the_new_password()
    {
        await StartAsync("");
        using var alice = await _server.JoinAsync("alice");

        await ReloadAsync("password = secret", "password");

        Assert.Equal("server:wrong password, send username:password\n", await RefusalAsync("bob\n"));
        using var bob = await _server.ConnectAsync();
        await bob.SendAsync("bob:secret\nhello\n");
        Assert.Equal("bob:hello", await alice.ReadLineAsync());

        await ReloadAsync("", "password");
        using var carol = await _server.JoinAsync("carol");
    }

    [Fact]
    public async Task Unique_names_apply_to_those_who_join_later()
    {
        await StartAsync("");
        using var one = await _server.JoinAsync("alice");
        using var two = await _server.JoinAsync("alice");

        await ReloadAsync("username.unique = on", "username.unique");
        Assert.Equal("server:username is in use\n", await RefusalAsync("Alice\n"));

        one.Dispose();
        await _server.LoggedAsync("left after");
        Assert.Equal("server:username is in use\n", await RefusalAsync("alice\n"));
        two.Dispose();
        using var again = await LineClient.JoinEventuallyAsync(_server.Endpoint, "alice");
    }

    [Fact]
    public async Task Limits_of_connections_apply_to_those_that_come_later()
    {
        await StartAsync("");
        using var alice = await _server.JoinAsync("alice");
        using var bob = await _server.JoinAsync("bob");
        await alice.ReadLineAsync();

        await ReloadAsync("limits.max-connections = 1", "limits.max-connections");
        Assert.Equal("server:the room is full\n", await RefusalAsync(""));
        await ReloadAsync("limits.max-connections-per-address = 2", "limits.max-connections, limits.max-connections-per-address");
        Assert.Equal("server:too many connections from your address\n", await RefusalAsync(""));

        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await bob.ReadLineAsync());
    }

    [Fact]
    public async Task Clients_of_denied_addresses_are_disconnected_at_once_and_refused()
    {
        await StartAsync("");
        using var alice = await _server.JoinAsync("alice");
        using var unnamed = await _server.ConnectAsync();

        await ReloadAsync("limits.denied-addresses = [\"10.0.0.0/8\", \"::1\"]", "limits.denied-addresses");
        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await alice.ReadLineAsync());

        await ReloadAsync("limits.denied-addresses = \"127.0.0.0/8\"", "limits.denied-addresses");

        Assert.Equal("server:your address is banned\n", await alice.ReadToEndAsync());
        Assert.Equal("server:your address is banned\n", await unnamed.ReadToEndAsync());
        Assert.Equal("server:your address is banned\n", await RefusalAsync("bob\n"));
        await _server.LoggedAsync("refused: banned");
    }

    [Fact]
    public async Task Timeouts_and_rates_apply_to_connections_that_come_later()
    {
        await StartAsync("");
        using var before = await _server.JoinAsync("before");
        using var unnamed = await _server.ConnectAsync();

        await ReloadAsync(
            "limits { handshake-timeout = 200ms, idle-timeout = 300ms, rate.lines-per-second = 1 }",
            "limits.handshake-timeout, limits.idle-timeout, limits.rate.lines-per-second");

        Assert.Equal("server:no username was sent within 0.2 seconds\n", await RefusalAsync("half a na"));
        using var slow = await _server.ConnectAsync();
        await slow.SendAsync("slow\none\ntwo\n");
        Assert.Equal("slow:one", await before.ReadLineAsync());
        await before.SendAsync("in between\n");
        Assert.Equal("before:in between", await before.ReadLineAsync());
        Assert.Equal("slow:two", await before.ReadLineAsync());
        Assert.EndsWith("server:no message was sent for 0.3 seconds\n", await slow.ReadToEndAsync(), StringComparison.Ordinal);
        await unnamed.SendAsync("unnamed\nstill here\n");
        Assert.Equal("unnamed:still here", await before.ReadLineAsync());
    }

    [Fact]
    public async Task A_rate_of_bytes_applies_to_connections_that_come_later()
    {
        await StartAsync("");
        using var before = await _server.JoinAsync("before");

        await ReloadAsync("limits.rate.bytes-per-second = 4", "limits.rate.bytes-per-second");

        using var slow = await _server.ConnectAsync();
        await slow.SendAsync("slow\none\ntwo\n");
        Assert.Equal("slow:one", await before.ReadLineAsync());
        await before.SendAsync("in between\n");
        Assert.Equal("before:in between", await before.ReadLineAsync());
        Assert.Equal("slow:two", await before.ReadLineAsync());
    }

    [Theory]
    [InlineData("limits.slow-consumer-grace", "1 MiB")]
    [InlineData("limits.flush-timeout", "64 MiB")]
    public async Task Timeouts_of_slow_readers_apply_to_members_at_once(string key, string maxPending)
    {
        var settings = $"limits {{ max-pending = {maxPending}, slow-consumer-grace = 1d, flush-timeout = 1d }}\nmessage.max-length = 4 KiB";
        await StartAsync(settings);
        using var stuck = await LineClient.JoinAsync(_server.Endpoint, "stuck", LineClient.UseSmallBuffer);

        await ReloadAsync($"{settings}\n{key} = 100ms", key);

        // More than the kernel takes for a client that does not read; with the larger limit it is not congested.
        using var alice = await _server.ConnectAsync();
        var reading = alice.ReadToEndAsync();
        await alice.SendAsync("alice\n" + string.Concat(Enumerable.Repeat(new string('x', 4000) + "\n", 3000)));
        stuck.HalfClose();
        await _server.LoggedAsync("slow-consumer");
        alice.HalfClose();
        await reading;
    }

    [Fact]
    public async Task The_level_and_format_of_the_log_change_at_once()
    {
        var endpoint = FreePort.Find();
        await WriteAsync("log.level = warning");
        _server = ServerProcess.Start("--config", _files.PathOf("chat.hocon"), "--host", "127.0.0.1", "--port", $"{endpoint.Port}");
        using var alice = await LineClient.JoinEventuallyAsync(endpoint, "alice");

        await WriteAsync("log { level = debug, format = json }");
        _server.HangUp();

        Assert.StartsWith("{", await _server.LoggedAsync("Configuration reloaded, changed: log.format, log.level"), StringComparison.Ordinal);
        using var bob = await LineClient.ConnectAsync(endpoint);
        await _server.LoggedAsync("\"Name\":\"Connected\"");
        Assert.DoesNotContain(_server.Output, line => line.Contains("alice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_grace_of_a_shutdown_is_that_of_the_last_configuration()
    {
        await StartAsync("shutdown.grace = 1h\nlimits.flush-timeout = 1d");
        using var stuck = await LineClient.JoinAsync(_server.Endpoint, "stuck", LineClient.UseSmallBuffer);
        using var alice = await _server.JoinAsync("alice");
        var reading = alice.ReadToEndAsync();
        await alice.SendAsync(string.Concat(Enumerable.Repeat(new string('x', 10_000) + "\n", 200)));

        await ReloadAsync("shutdown.grace = 200ms\nlimits.flush-timeout = 1d", "shutdown.grace");
        _server.Terminate();

        Assert.Equal(0, await _server.ExitAsync());
        await reading;
    }

    [Fact]
    public async Task The_certificate_may_come_from_other_files_and_the_time_for_the_handshake_changes()
    {
        var (first, second) = (TestCertificate.Issue(), TestCertificate.Issue());
        first.Write(_files);
        string Tls(string chain, string key, string rest = "") =>
            $"tls {{ listen = \"127.0.0.1:0\", certificate = \"{_files.PathOf(chain)}\", key = \"{_files.PathOf(key)}\" {rest} }}\n"
            + "web { listen = \"127.0.0.1:0\", tls = on }";
        await StartAsync(Tls("chain.pem", "key.pem"));
        var (tls, wss) = (await _server.EndpointAsync("tls"), await _server.EndpointAsync("wss"));
        using var alice = await LineClient.JoinAsync(tls, "alice", tls: SslProtocols.Tls13);
        Assert.Equal(first.SerialNumber, alice.ServerCertificate.SerialNumber);

        await File.WriteAllTextAsync(_files.PathOf("chain2.pem"), second.Chain);
        await File.WriteAllTextAsync(_files.PathOf("key2.pem"), second.EncryptedKey("hush"));
        await RefuseAsync(Tls("chain2.pem", "key2.pem"), "akkachat.tls.certificate or akkachat.tls.key cannot be used: ");
        await ReloadAsync(
            Tls("chain2.pem", "key2.pem", ", key-password = hush, handshake-timeout = 1s"),
            "tls.certificate, tls.handshake-timeout, tls.key, tls.key-password");
        await _server.LoggedAsync("Certificate renewed");

        foreach (var (endpoint, webSocket) in new[] { (tls, false), (wss, true) })
        {
            using var bob = await LineClient.JoinAsync(endpoint, "bob", tls: SslProtocols.Tls13, webSocket: webSocket);
            Assert.Equal(second.SerialNumber, bob.ServerCertificate.SerialNumber);
            using var silent = await LineClient.ConnectAsync(endpoint);
            Assert.Empty(await silent.ReadUntilResetAsync());
        }

        await alice.SendAsync("still here\n");
        await alice.ReadUntilAsync("alice:still here");
    }

    [Fact]
    public async Task Origins_trusted_proxies_and_pings_apply_to_connections_that_come_later()
    {
        const string Web = "web.listen = \"127.0.0.1:0\"\n";
        await StartAsync(Web);
        var web = await _server.EndpointAsync("ws");
        async Task<string> StatusAsync(string origin)
        {
            using var client = await LineClient.ConnectAsync(web);
            await client.SendAsync(WebSocketUpgrade.Request($"Origin: {origin}\r\n"));
            return (await client.ReadLineAsync())!.Split(' ')[1];
        }

        Assert.Equal("403", await StatusAsync("https://a.example"));
        await ReloadAsync(Web + "web.origins = [\"https://a.example\"]", "web.origins");
        Assert.Equal("101", await StatusAsync("https://a.example"));
        Assert.Equal("403", await StatusAsync("http://localhost"));

        await ReloadAsync(Web + "proxy-protocol.trusted = \"127.0.0.1\"", "proxy-protocol.trusted, web.origins");
        using var proxied = await _server.ConnectAsync();
        await proxied.SendAsync(ProxyHeaderText.Tcp4 + "proxied\nhello\n");
        Assert.Equal("proxied:hello", await proxied.ReadLineAsync());
        await _server.LoggedAsync("joined from 203.0.113.7:4242");

        await ReloadAsync(
            Web + "keep-alive { idle = 1s, interval = 1s, count = 1 }",
            "keep-alive.count, keep-alive.idle, keep-alive.interval, proxy-protocol.trusted");
        using var silent = await LineClient.JoinAsync(web, "silent", webSocket: true);
        await _server.LoggedAsync("\"silent\" left after");
    }

    [Fact]
    public async Task A_password_in_a_file_that_is_included_can_change()
    {
        var secret = _files.PathOf("secret.hocon");
        await File.WriteAllTextAsync(secret, "akkachat.password = old");
        await WriteAsync("");
        await File.AppendAllTextAsync(_files.PathOf("chat.hocon"), $"\ninclude required(\"{secret}\")");
        _server = await ServerProcess.StartListeningAsync("--config", _files.PathOf("chat.hocon"));

        await File.WriteAllTextAsync(secret, "akkachat.password = new");
        _server.HangUp();
        await _server.LoggedAsync("Configuration reloaded, changed: password");

        Assert.Equal("server:wrong password, send username:password\n", await RefusalAsync("bob:old\n"));
        using var bob = await _server.ConnectAsync();
        await bob.SendAsync("bob:new\nhello\n");
        Assert.Equal("bob:hello", await bob.ReadLineAsync());
    }

    [Fact]
    public async Task Every_other_key_needs_a_restart_is_named_and_stays_as_it_was_and_the_rest_takes_effect()
    {
        TestCertificate.Issue().Write(_files);
        (string Key, string Value)[] changes =
        [
            ("listen.host", "127.0.0.2"),
            ("listen.port", $"{FreePort.Find().Port}"),
            ("listen.backlog", "7"),
            ("listen.transport", "direct"),
            ("listen.unix", $"\"{_files.PathOf("chat.sock")}\""),
            ("tls.listen", "\"127.0.0.1:0\""),
            ("web.listen", "\"127.0.0.1:0\""),
            ("web.tls", "on"),
            ("server-name", "host"),
            ("username.max-length", "3"),
            ("message.max-length", "5"),
            ("message.sanitize", "on"),
            ("limits.max-pending", "8 MiB"),
            ("limits.fair-share", "32 KiB"),
            ("health.listen", "\"127.0.0.1:0\""),
            ("control.socket", $"\"{_files.PathOf("control.sock")}\""),
            ("telemetry.otlp-endpoint", "\"http://127.0.0.1:1\""),
            ("cluster.enabled", "on"),
            ("cluster.host", "127.0.0.1"),
            ("cluster.bind-host", "127.0.0.1"),
            ("cluster.port", $"{FreePort.Find().Port}"),
            ("cluster.seeds", "[\"127.0.0.1:9201\"]"),
            ("cluster.commit", "one"),
            ("cluster.tls.certificate", $"\"{_files.PathOf("chain.pem")}\""),
            ("cluster.tls.key", $"\"{_files.PathOf("key.pem")}\""),
            ("cluster.tls.key-password", "other"),
            ("cluster.tls.ca", $"\"{_files.PathOf("chain.pem")}\""),
        ];
        const string Ours = "akkachat.";
        Assert.Equal(
            ReferenceKey.All.Select(key => key.Path).Where(key => key.StartsWith(Ours, StringComparison.Ordinal)).Except(ReloadableKeys.All).Order(),
            changes.Select(change => Ours + change.Key).Order());
        await WriteAsync("listen { host = 127.0.0.1, port = 0 }\nmessage.sanitize = off");
        // Options of the command line would hide the keys of the file.
        _server = ServerProcess.Start("--config", _files.PathOf("chat.hocon"));
        await _server.ListeningAsync();
        using var alice = await _server.JoinAsync("alice");

        await ReloadAsync(
            $"password = secret\ntls.certificate = \"{_files.PathOf("chain.pem")}\"\ntls.key = \"{_files.PathOf("key.pem")}\"\n"
            + string.Join('\n', changes.Select(change => $"{change.Key} = {change.Value}")),
            "password, tls.certificate, tls.key");

        Assert.EndsWith(
            $" WRN The configuration has changes that need a restart: {string.Join(", ", changes.Select(change => change.Key).Order(StringComparer.Ordinal))}",
            await _server.LoggedAsync("need a restart"),
            StringComparison.Ordinal);
        using var bobby = await _server.ConnectAsync();
        await bobby.SendAsync("bobby:secret\nlonger than five \u0007\n");
        await alice.ReadUntilAsync("bobby:longer than five \u0007");
        Assert.Equal("server:wrong password, send username:password\n", await RefusalAsync("bob\n"));
        Assert.Empty(Directory.EnumerateFiles(_files.PathOf(""), "*.sock"));
        Assert.Single(_server.Output, line => line.Contains("Listening on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_configuration_that_is_not_valid_changes_nothing_and_each_problem_is_logged()
    {
        await StartAsync("");
        using var alice = await _server.JoinAsync("alice");

        await RefuseAsync("password = secret\nlimits.max-connections = 0\nno.such.key = 1", "akkachat.limits.max-connections = 0 (");
        await _server.LoggedAsync("ERR Configuration not reloaded: akkachat.no.such.key (");
        await RefuseAsync("password = secret }", "line 3");
        File.Delete(_files.PathOf("chat.hocon"));
        _server.HangUp();
        await _server.LoggedAsync("chat.hocon does not exist");

        using var bob = await _server.JoinAsync("bob");
        Assert.Equal("bob:bob is here", await alice.ReadLineAsync());
    }

    [Fact]
    public async Task Two_hundred_reloads_while_members_talk_lose_nothing()
    {
        await StartAsync("");
        using var end = new CancellationTokenSource();
        var members = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => _server.JoinAsync($"m{i}")));
        var talking = members.Select((member, i) => Task.Run(async () =>
        {
            var (count, lines) = (0, new List<string>());
            for (; !end.IsCancellationRequested; count++)
            {
                await member.SendAsync($"{count}\n");
                // Those of the others come in between.
                lines.AddRange(await member.ReadUntilAsync($"m{i}:{count}"));
            }

            return (Count: count, Lines: lines);
        })).ToArray();

        for (var i = 1; i <= 200; i++)
        {
            await File.WriteAllTextAsync(_files.PathOf("chat.hocon"), $"akkachat.limits.max-connections = {1000 + i}");
            _server.HangUp();
            await Eventually.TrueAsync(() => _server.Output.Count(line => line.Contains("reloaded", StringComparison.Ordinal)) >= i, "it is read");
        }

        await end.CancelAsync();
        var results = await Task.WhenAll(talking);
        _server.Terminate();
        var rests = await Task.WhenAll(members.Select(member => member.ReadToEndAsync()));
        // What a member receives of the joins depends on when it came.
        var received = results.Zip(rests, (result, rest) => result.Lines
            .Concat(rest.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Where(line => !line.EndsWith("here", StringComparison.Ordinal)).ToList()).ToList();
        Assert.All(received, lines => Assert.Equal(received[0], lines));
        Assert.Equal(
            results.SelectMany((result, i) => Enumerable.Range(0, result.Count).Select(number => $"m{i}:{number}")).Order(StringComparer.Ordinal),
            received[0].Order(StringComparer.Ordinal));
        Assert.All(members, member => member.Dispose());
    }

    private async Task StartAsync(string settings)
    {
        await WriteAsync(settings);
        _server = await ServerProcess.StartListeningAsync("--config", _files.PathOf("chat.hocon"));
    }

    /// <summary>Settings below <c>akkachat</c>, in place of those before.</summary>
    private Task WriteAsync(string settings) => File.WriteAllTextAsync(_files.PathOf("chat.hocon"), $"akkachat {{\n{settings}\n}}");

    /// <param name="changed">What the log then says has changed.</param>
    private async Task ReloadAsync(string settings, string changed)
    {
        await WriteAsync(settings);
        _server.HangUp();
        _reloads++;
        await Eventually.TrueAsync(() => Reloads().Count == _reloads, "the configuration is reloaded");
        Assert.EndsWith($"Configuration reloaded, changed: {changed}", Reloads()[^1], StringComparison.Ordinal);
    }

    /// <param name="problem">A part of what is logged.</param>
    private async Task RefuseAsync(string settings, string problem)
    {
        await WriteAsync(settings);
        _server.HangUp();
        Assert.Contains($"ERR Configuration not reloaded: ", await _server.LoggedAsync(problem), StringComparison.Ordinal);
        Assert.Equal(_reloads, Reloads().Count);
    }

    private List<string> Reloads() => [.. _server.Output.Where(line => line.Contains("Configuration reloaded", StringComparison.Ordinal))];

    /// <returns>What a client is sent that sends this text.</returns>
    private async Task<string> RefusalAsync(string text)
    {
        using var client = await _server.ConnectAsync();
        await client.SendAsync(text);
        return await client.ReadToEndAsync();
    }
}
