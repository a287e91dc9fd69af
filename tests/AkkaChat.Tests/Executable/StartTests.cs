using System.Net;
using System.Net.Sockets;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>The start of the real executable: command line, configuration, ports.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_server_on_the_IPv6_wildcard_serves_IPv4_too()
    {
        using var server = ServerProcess.Start("--host", "::", "--port", "0");
        var endpoint = await server.ListeningAsync();
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var bot = await LineClient.ConnectAsync(new IPEndPoint(address, endpoint.Port));
            await bot.SendAsync("bot\nhello\n");
            bot.HalfClose();
            Assert.Equal("bot:hello\n", await bot.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task A_host_name_is_listened_on_at_all_of_its_addresses()
    {
        using var server = ServerProcess.Start("--host", "localhost", "--port", "0");
        var port = (await server.ListeningAsync()).Port;

        foreach (var address in await Dns.GetHostAddressesAsync("localhost"))
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
                continue;

            using var bot = await LineClient.JoinEventuallyAsync(new IPEndPoint(address, port), "bot");
        }
    }

    [Fact]
    public async Task Health_checks_on_a_host_name_are_answered_at_all_of_its_addresses()
    {
        var port = FreePort.Find().Port;
        using var server = ServerProcess.Start("--host", "127.0.0.1", "--port", "0", "--set", $"health.listen=localhost:{port}");
        await server.ListeningAsync();

        foreach (var address in await Dns.GetHostAddressesAsync("localhost"))
        {
            if (address.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6)
                Assert.Equal((200, "ok\n"), await new HttpProbe(new IPEndPoint(address, port)).GetAsync("/readyz"));
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "--host", "127.0.0.1", "--port", "TAKEN")]
    [InlineData("[::1]", "--port", "0", "--set", "health.listen=[::1]:TAKEN")]
    public async Task A_taken_port_is_one_line_that_names_it(string address, params string[] arguments)
    {
        using var holder = new TcpListener(IPAddress.Parse(address), 0);
        holder.Start();
        var port = $"{((IPEndPoint)holder.LocalEndpoint).Port}";

        using var server = ServerProcess.Start(
            [.. arguments.Select(argument => argument.Replace("TAKEN", port, StringComparison.Ordinal))]);

        Assert.Equal([$"cannot listen on {address}:{port}: Address already in use"], await server.RefusalAsync(3));
    }

    [Theory]
    [InlineData(true, "another process listens there")]
    [InlineData(false, "the path exists and is not a socket")]
    public async Task A_taken_path_of_a_Unix_socket_is_one_line_that_names_it_and_a_free_one_serves_the_chat(bool isSocket, string reason)
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("socket");
        string[] arguments = ["--host", "127.0.0.1", "--port", "0", "--set", $"listen.unix={path}"];
        using var holder = isSocket ? ServerProcess.Start(arguments) : null;
        if (holder is not null)
            await holder.ListeningAsync();
        else
            await File.WriteAllTextAsync(path, "");
        await Eventually.TrueAsync(() => File.Exists(path), "the path is taken");

        using var server = ServerProcess.Start(arguments);

        Assert.Equal(3, await server.ExitAsync());
        Assert.Equal([$"cannot listen on {path}: {reason}"], server.Errors);
        if (holder is null)
            return;

        using var alice = await LineClient.JoinAsync(new UnixDomainSocketEndPoint(path), "alice");
        await holder.StopAsync();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_taken_port_of_the_page_is_one_line_that_names_it()
    {
        using var holder = new TcpListener(IPAddress.IPv6Loopback, 0);
        holder.Start();

        using var server = ServerProcess.Start("--port", "0", "--set", $"web.listen={holder.LocalEndpoint}");

        Assert.Equal(3, await server.ExitAsync());
        Assert.Equal([$"cannot listen on {holder.LocalEndpoint}: Address already in use"], server.Errors);
    }

    [Fact]
    public async Task A_port_that_is_taken_at_one_address_of_a_host_name_is_one_line_that_names_the_address()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var taken = (IPEndPoint)holder.LocalEndpoint;

        using var server = ServerProcess.Start("--host", "localhost", "--port", $"{taken.Port}");

        Assert.Equal(3, await server.ExitAsync());
        Assert.Equal($"cannot listen on 127.0.0.1:{taken.Port}: Address already in use", Assert.Single(server.Errors));
    }

    [Fact]
    public async Task An_address_of_another_machine_cannot_be_listened_on()
    {
        using var server = ServerProcess.Start("--host", "192.0.2.1");

        Assert.StartsWith(
            "cannot listen on 192.0.2.1:9000: ", Assert.Single(await server.RefusalAsync(3)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_can_be_bound_again_right_after_the_end()
    {
        using var first = await ServerProcess.StartListeningAsync();
        // The server closes first, so that TIME_WAIT is on its side.
        using var alice = await first.JoinAsync("alice");
        first.Terminate();
        await alice.ReadToEndAsync();
        Assert.Equal(0, await first.ExitAsync());

        using var second = ServerProcess.Start("--host", "127.0.0.1", "--port", $"{first.Endpoint.Port}");
        Assert.Equal(first.Endpoint, await second.ListeningAsync());
    }

    [Fact]
    public async Task A_valid_configuration_is_confirmed_and_nothing_is_started()
    {
        using var server = ServerProcess.Start("--check-config", "--set", "limits.idle-timeout=1h");

        Assert.Equal(0, await server.ExitAsync());
        Assert.Equal("configuration is valid", Assert.Single(server.Output));
        Assert.Empty(server.Errors);
    }

    [Theory]
    [InlineData("--check-config")]
    [InlineData("--print-config")]
    public async Task A_setting_that_probably_has_no_effect_is_a_warning_on_standard_error(string option)
    {
        using var server = ServerProcess.Start(option, "--set", "akka.log-level=INFO");

        Assert.Equal(0, await server.ExitAsync());
        Assert.Equal(
            "warning: akka.log-level (--set) is not a key that Akka's reference configuration lists; it may have no effect. Did you mean akka.loglevel?",
            Assert.Single(server.Errors));
        Assert.NotEmpty(server.Output);
    }

    [Fact]
    public async Task A_warning_does_not_prevent_the_start()
    {
        using var server = await ServerProcess.StartListeningAsync("--set", "akka.log-level=INFO");

        Assert.StartsWith("warning: akka.log-level (--set) ", Assert.Single(server.Errors), StringComparison.Ordinal);
        await server.StopAsync();
    }

    [Fact]
    public async Task A_coordinated_shutdown_that_Akka_rejects_is_found_before_the_start()
    {
        using var server = ServerProcess.Start("--check-config", "--set", "akka.coordinated-shutdown.phases.service-unbind.depends-on=[service-stop]");

        Assert.StartsWith(
            "akka cannot start: Cycle detected in graph of phases.", Assert.Single(await server.RefusalAsync(2)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--check-config")]
    [InlineData("--print-config")]
    public async Task The_problems_of_all_sources_are_reported_at_once_and_nothing_is_started(params string[] options)
    {
        using var folder = new TempFolder();
        var file = folder.Write("akkachat {\n  listen.prot = 1\n");

        using var server = ServerProcess.Start(
            [.. options, "--config", file, "--config", "/nowhere/to/be.found", "--set", "limits.idle=1h", "--port", "x"]);

        Assert.Equal(
            [
                $"{file}, line 1, column 10: '{{' is never closed: '}}' is missing",
                "/nowhere/to/be.found does not exist",
                "akkachat.listen.port = x (--port) must be a whole number from 0 to 65535",
                "akkachat.limits.idle (--set) is not a known key; did you mean akkachat.limits.idle-timeout?",
            ],
            await server.RefusalAsync(2));
    }

    [Theory]
    [InlineData("--print-config")]
    [InlineData("--print-config", "--check-config")]
    public async Task The_configuration_in_effect_is_printed_and_nothing_is_started(params string[] arguments)
    {
        using var server = ServerProcess.Start(
            [("CHAT_SECRET", "hush")], [.. arguments, "--set", "listen.port=1", "--host", "::1"]);

        Assert.Equal(0, await server.ExitAsync());
        Assert.Equal(
            ["akkachat {", "  listen {", "    host = \"::1\"  # --host", "    port = 1  # --set", "    backlog = 1024  # default"],
            server.Output.Take(5));
        Assert.Equal("}", server.Output.Last());
        Assert.DoesNotContain(server.Output, line => line.Contains("hush", StringComparison.Ordinal));
        Assert.Empty(server.Errors);
    }

    [Theory]
    [InlineData("--print-config", "--set", "akka.loglevel=LOUD")]
    [InlineData("--set", "akka.loglevel=LOUD")]
    [InlineData("--check-config", "--set", "akka.loglevel=LOUD")]
    [InlineData("--set", "akka.io.tcp.maximum-frame-size=64k")]
    [InlineData("--set", "akka.actor.room-dispatcher={ type = Bogus }")]
    [InlineData("--check-config", "--set", "akka.actor.room-dispatcher={ type = Bogus }")]
    [InlineData("--set", "akka.actor.default-dispatcher.executor=Bogus")]
    [InlineData("--check-config", "--set", "akka.actor.default-dispatcher.executor=Bogus")]
    public async Task A_setting_that_Akka_rejects_is_one_plain_line(params string[] arguments)
    {
        using var server = ServerProcess.Start([.. arguments, "--port", "0"]);

        Assert.StartsWith("akka cannot start: ", Assert.Single(await server.RefusalAsync(2)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--check-config")]
    [InlineData("--print-config")]
    [InlineData("--port", "0")]
    public async Task A_dispatcher_that_a_file_removes_is_one_plain_line(params string[] arguments)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.PathOf("null.conf"), "akka.actor.room-dispatcher = null");

        using var server = ServerProcess.Start([.. arguments, "--config", folder.PathOf("null.conf")]);

        Assert.Equal(2, await server.ExitAsync());
        Assert.Equal(
            "akka cannot start: Dispatcher [akka.actor.room-dispatcher] not configured for path akka://akkachat/user/room",
            Assert.Single(server.Errors));
        Assert.Empty(server.Output);
    }

    /// <summary>Threads of a dispatcher can be foreground threads, which keep a process alive.</summary>
    [Fact]
    public async Task A_check_ends_whatever_threads_Akka_has()
    {
        using var server = ServerProcess.Start(
            "--check-config", "--set", "akka.actor.default-dispatcher={ executor = fork-join-executor, dedicated-thread-pool = { thread-count = 2, threadtype = foreground } }");

        Assert.Equal(0, await server.ExitAsync());
    }

    [Theory]
    [InlineData("--check-config")]
    [InlineData("--print-config")]
    public async Task A_check_prints_its_answer_only_whatever_the_log_level(string option)
    {
        using var server = ServerProcess.Start(option, "--set", "akka.loglevel=DEBUG", "--set", "log.level=debug");

        Assert.Equal(0, await server.ExitAsync());
        Assert.DoesNotContain(server.Output, line => line.Contains(" DBG ", StringComparison.Ordinal));
    }

    /// <summary>Response files of System.CommandLine would be read instead.</summary>
    [Fact]
    public async Task A_file_whose_name_begins_with_an_at_sign_is_a_file()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.PathOf("@x.conf"), "akkachat.listen.port = x");

        using var missing = ServerProcess.Start("--check-config", "--config", "@nowhere.conf");
        using var server = ServerProcess.StartAfter($"cd {folder.PathOf("")}", [], "--check-config", "--config", "@x.conf");

        Assert.Equal(2, await missing.ExitAsync());
        Assert.Equal("@nowhere.conf does not exist", Assert.Single(missing.Errors));
        Assert.Equal(2, await server.ExitAsync());
        Assert.StartsWith("akkachat.listen.port = x (@x.conf, line 1", Assert.Single(server.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--bogus")]
    [InlineData("--config", "")]
    [InlineData("@bogus")]
    [InlineData("--port")]
    [InlineData("--set", "novalue")]
    [InlineData("--config", "/nowhere/to/be.found")]
    [InlineData("stray")]
    [InlineData("--host", "a.name.that.is.much.longer.than.any.name.can.be.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task Wrong_usage_is_one_plain_line(params string[] arguments)
    {
        using var server = ServerProcess.Start(arguments);

        Assert.Single(await server.RefusalAsync(2));
    }

    [Fact]
    public async Task The_command_line_overrides_files_which_can_use_the_environment()
    {
        using var folder = new TempFolder();
        var file = folder.Write("""
            akkachat {
              server-name = ${?CHAT_NAME}
              listen { host = "192.0.2.1", port = 1 }
            }
            """);
        using var server = ServerProcess.Start(
            [("CHAT_NAME", "majordomo")], "--config", file, "--set", "listen.host=127.0.0.1", "--port", "0");
        using var bad = await LineClient.ConnectAsync(await server.ListeningAsync());
        await bad.SendAsync("majordomo\n");

        Assert.Equal("majordomo:username must not be 'majordomo'\n", await bad.ReadToEndAsync());
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        using var server = ServerProcess.Start("--version");

        Assert.Equal(0, await server.ExitAsync());
        Assert.Matches(@"^\d+\.\d+\.\d+$", Assert.Single(server.Output));
    }

    [Fact]
    public async Task The_help_names_every_option()
    {
        using var server = ServerProcess.Start("--help");

        Assert.Equal(0, await server.ExitAsync());
        var help = string.Join('\n', server.Output);
        Assert.All(
            ["--config <FILE>", "--set <KEY=VALUE>", "--host <ADDRESS>", "--port <PORT>", "--check-config", "--print-config", "--version", "--help"],
            option => Assert.Contains(option, help, StringComparison.Ordinal));
    }

    /// <summary>As after a restart, when all clients reconnect before the server listens.</summary>
    [Fact]
    public async Task Clients_that_connect_during_the_start_are_all_served()
    {
        var port = FreePort.Find().Port;
        var clients = Enumerable.Range(0, 8).Select(i => ConnectEarlyAsync(port, $"early{i}")).ToArray();
        using var server = ServerProcess.Start("--host", "127.0.0.1", "--port", $"{port}");

        var echoes = await Task.WhenAll(clients);

        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"early{i}:hello\n"), echoes);
    }

    /// <returns>The client's own lines.</returns>
    private static Task<string> ConnectEarlyAsync(int port, string name) => Eventually.SucceedsAsync(
        async () =>
        {
            using var client = await LineClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            await client.SendAsync($"{name}\nhello\n");
            client.HalfClose();
            var lines = (await client.ReadToEndAsync()).Split('\n');
            return string.Concat(lines.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line + "\n"));
        },
        $"{name} is served");
}
