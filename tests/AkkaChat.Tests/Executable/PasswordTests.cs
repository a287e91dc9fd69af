using System.Net;
using System.Net.Sockets;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>The password of the real executable: where it comes from, that it is never shown, and an attack.</summary>
public sealed class PasswordTests : IDisposable
{
    private const string Secret = "hush-4711";
    private const string Wrong = "server:wrong password, send username:password\n";
    private const string TooMany = "server:too many wrong passwords, try again in a minute\n";

    private const string Allowed =
        "must be off (in a file: without quotes) or a text of 1 to 256 bytes without control characters, other than off";

    private readonly TempFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("off")]
    [InlineData("Off")]
    [InlineData("no")]
    [InlineData("FALSE")]
    [InlineData("hush-4711\t")]
    public async Task A_password_of_the_environment_that_is_none_or_reads_as_off_is_refused_and_not_shown(string password)
    {
        using var server = ServerProcess.Start(
            [("AKKACHAT_PASSWORD", password)], "--config", _files.Write("akkachat.password = ${?AKKACHAT_PASSWORD}"));

        Assert.Equal(
            [$"akkachat.password (environment variable AKKACHAT_PASSWORD) {Allowed}"], await server.RefusalAsync(2));
    }

    [Theory]
    [InlineData("\"off\"")]
    [InlineData("\"\"")]
    [InlineData("OFF")]
    [InlineData("{ hush = hush }")]
    [InlineData("[hush]")]
    [InlineData("\"hush\\u0007\"")]
    public async Task A_password_in_a_file_that_is_none_or_reads_as_off_is_refused_and_not_shown(string password)
    {
        var file = _files.Write($"akkachat.password = {password}");

        using var server = ServerProcess.Start("--check-config", "--config", file);

        Assert.Equal([$"akkachat.password ({file}, line 1, column 1) {Allowed}"], await server.RefusalAsync(2));
    }

    [Fact]
    public async Task A_password_that_is_too_long_is_refused_and_not_shown()
    {
        using var server = ServerProcess.Start("--set", $"password={new string('x', 257)}");

        Assert.Equal([$"akkachat.password (--set) {Allowed}"], await server.RefusalAsync(2));
    }

    [Fact]
    public async Task Off_without_quotes_or_on_the_command_line_is_no_password()
    {
        var file = _files.Write($"akkachat.password = {Secret}\nakkachat.password = off");
        using var byFile = await ServerProcess.StartListeningAsync("--config", file);
        using var byOption = await ServerProcess.StartListeningAsync("--set", $"password={Secret}", "--set", "password=off");

        using var alice = await byFile.JoinAsync("alice");
        using var bob = await byOption.JoinAsync("bob");
    }

    [Fact]
    public async Task The_printed_configuration_does_not_show_it()
    {
        using var server = ServerProcess.Start("--print-config", "--set", $"password={Secret}");

        Assert.Equal(0, await server.ExitAsync());
        Assert.Contains("  # password is secret; --set", server.Output);
        Assert.DoesNotContain(server.Output.Concat(server.Errors), line => line.Contains("hush", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Neither_it_nor_an_attempt_is_ever_logged()
    {
        var file = _files.Write("akkachat.password = ${?AKKACHAT_PASSWORD}");
        using var server = await ServerProcess.StartListeningAsync(
            [("AKKACHAT_PASSWORD", Secret)],
            "--config", file,
            "--set", "log.level=debug",
            "--set", "akka.loglevel=DEBUG",
            "--set", "akka.actor.debug={ receive = on, autoreceive = on, lifecycle = on, event-stream = on, unhandled = on }");
        string[] attempts = [$"{Secret}\n", $"alice:{Secret}x\n", $"{Secret}:x\n", $"alice:{Secret}\t", $"alice:x{Secret}", $"{Secret}\0"];
        var answers = await Task.WhenAll(attempts.Select(attempt => AnswerAsync(server.Endpoint, attempt)));
        var member = await AnswerAsync(server.Endpoint, $"alice:{Secret}\nhello\n");
        await server.StopAsync();

        Assert.Equal(
            [Wrong, Wrong, Wrong, Wrong, Wrong, "server:username must not contain control characters\n"], answers);
        Assert.Equal("alice:hello\n", member);
        Assert.Contains(server.Output, line => line.EndsWith("refused: wrong-password", StringComparison.Ordinal));
        Assert.Contains(server.Output, line => line.Contains("\"alice\" joined", StringComparison.Ordinal));
        Assert.Contains(server.Output, line => line.Contains("DBG", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Output.Concat(server.Errors), line => line.Contains("hush", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0.0.0.0", "password=x", true)]
    [InlineData("127.0.0.1", "password=x", false)]
    [InlineData("0.0.0.0", "password=off", false)]
    public async Task A_password_that_leaves_the_machine_unencrypted_is_warned_of_once(string host, string password, bool isWarned)
    {
        using var server = ServerProcess.Start("--host", host, "--port", "0", "--set", password);
        await server.ListeningAsync();
        await server.StopAsync();

        Assert.Equal(
            isWarned ? 1 : 0,
            server.Output.Count(line => line.EndsWith($"WRN Passwords are sent unencrypted to {host}:0", StringComparison.Ordinal)));
    }

    /// <summary>250 addresses with 16 connections each, as many at a time as a client machine can.</summary>
    [Fact]
    public async Task Wrong_passwords_by_the_thousand_cost_members_nothing()
    {
        const int Attempts = 4000;
        const int Lines = 2000;
        using var server = await ServerProcess.StartListeningAsync(
            [("DOTNET_GCHeapHardLimit", "C800000")], "--set", "password=right");
        using var alice = await JoinAsync(server.Endpoint, "alice");
        using var bob = await JoinAsync(server.Endpoint, "bob");
        await alice.ReadLineAsync();
        var idle = server.Descriptors();

        var answers = new string[Attempts];
        var attack = Parallel.ForEachAsync(
            Enumerable.Range(0, Attempts),
            new ParallelOptions { MaxDegreeOfParallelism = 600 },
            async (i, _) => answers[i] = await AttackAsync(server.Endpoint, $"127.1.{i % 250}.1", $"guest{i}:{i}\n"));
        var received = bob.ReadLinesAsync(Lines);
        for (var i = 0; i < Lines; i++)
        {
            await alice.SendAsync($"{i}\n");
            await alice.ReadLineAsync();
        }

        Assert.Equal(Enumerable.Range(0, Lines).Select(i => $"alice:{i}"), await received);
        await attack;
        // A reset has no line: very many were being refused at that moment.
        Assert.All(answers, answer => Assert.Contains(answer, new[] { Wrong, TooMany, "" }));
        Assert.InRange(answers.Count(answer => answer == Wrong), 2500, Attempts - 1);
        Assert.InRange(server.ResidentBytes(), 1, 300L * 1024 * 1024);
        await Eventually.TrueAsync(() => server.Descriptors() <= idle + 5, "all connections of the attack are closed");
        using var carol = await JoinAsync(server.Endpoint, "carol");
        Assert.Equal("carol:carol is here", await bob.ReadLineAsync());
    }

    private static async Task<LineClient> JoinAsync(IPEndPoint server, string name)
    {
        var client = await LineClient.ConnectAsync(server);
        await client.SendAsync($"{name}:right\n{name} is here\n");
        Assert.Equal($"{name}:{name} is here", await client.ReadLineAsync());
        return client;
    }

    private static async Task<string> AnswerAsync(IPEndPoint server, string text)
    {
        using var client = await LineClient.ConnectAsync(server);
        await client.SendAsync(text);
        client.HalfClose();
        return await client.ReadToEndAsync();
    }

    /// <summary>Sends a text from an address of the loopback network.</summary>
    /// <returns>The answer; empty if the connection is reset.</returns>
    private static async Task<string> AttackAsync(IPEndPoint server, string address, string text)
    {
        try
        {
            using var client = await LineClient.ConnectAsync(
                server, socket => socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0)));
            await client.SendAsync(text);
            return await client.ReadToEndAsync();
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
