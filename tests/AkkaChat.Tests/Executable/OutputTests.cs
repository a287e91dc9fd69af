using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>Standard streams that are closed, full, or not what they usually are, and the bytes that the server writes to them.</summary>
public sealed class OutputTests
{
    private const string Closed = ">&-";
    private const string Full = ">/dev/full";
    private const string ReadOnly = "1</dev/null";
    private const string AllClosed = "<&- >&- 2>&-";

    [Theory]
    [InlineData(Closed)]
    [InlineData(Full)]
    [InlineData(ReadOnly)]
    [InlineData("2>&-")]
    [InlineData("<&-")]
    [InlineData(AllClosed)]
    public async Task A_server_that_cannot_write_its_log_serves_and_ends_in_order(string redirections)
    {
        var endpoint = FreePort.Find();
        using var server = ServerProcess.StartRedirected(
            redirections, "--host", "127.0.0.1", "--port", $"{endpoint.Port}", "--set", "log.level=debug");
        using var alice = await LineClient.JoinEventuallyAsync(endpoint, "alice");
        using var bob = await LineClient.JoinAsync(endpoint, "bob");

        Assert.Equal("bob:bob is here", await alice.ReadLineAsync());
        Assert.All(server.StandardDescriptors(), target => Assert.DoesNotContain("socket:", target, StringComparison.Ordinal));
        server.Terminate();
        Assert.Equal("", await alice.ReadToEndAsync());
        Assert.Equal("", await bob.ReadToEndAsync());
        Assert.Equal(0, await server.ExitAsync());
        Assert.Empty(server.Errors);
    }

    /// <summary>Without a handler SIGXFSZ ends the process.</summary>
    [Fact]
    public async Task A_log_file_that_may_not_grow_does_not_end_the_server()
    {
        using var folder = new TempFolder();
        var endpoint = FreePort.Find();
        // By default the runtime needs a file in memory that is larger.
        (string, string)[] environment = [("DOTNET_EnableWriteXorExecute", "0")];
        var limit = $"ulimit -f 0; exec >{folder.PathOf("log")}";
        using var server = ServerProcess.StartAfter(limit, environment, "--host", "127.0.0.1", "--port", $"{endpoint.Port}");
        using var print = ServerProcess.StartAfter(limit, environment, "--print-config");
        using var alice = await LineClient.JoinEventuallyAsync(endpoint, "alice");

        server.Terminate();
        Assert.Equal("", await alice.ReadToEndAsync());
        Assert.Equal(0, await server.ExitAsync());
        Assert.Equal(1, await print.ExitAsync());
        Assert.Equal("failed: cannot write to standard output: File too large", Assert.Single(print.Errors));
    }

    [Theory]
    [InlineData("--print-config", Full, "No space left on device")]
    [InlineData("--check-config", Full, "No space left on device")]
    [InlineData("--help", Full, "No space left on device")]
    [InlineData("--version", Full, "No space left on device")]
    [InlineData("--print-config", Closed, "Bad file descriptor")]
    [InlineData("--check-config", ReadOnly, "Bad file descriptor")]
    [InlineData("--help", Closed, "Bad file descriptor")]
    [InlineData("--version", Closed, "Bad file descriptor")]
    public async Task An_answer_that_cannot_be_printed_is_one_line_and_a_failure(string option, string redirections, string reason)
    {
        using var server = ServerProcess.StartRedirected(redirections, option);

        Assert.Equal(1, await server.ExitAsync());
        Assert.Equal($"failed: cannot write to standard output: {reason}", Assert.Single(server.Errors));
    }

    [Theory]
    [InlineData("2>&-", "--bogus", 2)]
    [InlineData("2>/dev/full", "--bogus", 2)]
    [InlineData("2>&-", "--set", 2)]
    [InlineData(AllClosed, "--bogus", 2)]
    [InlineData(AllClosed, "--version", 1)]
    [InlineData(">/dev/full 2>&1", "--print-config", 1)]
    public async Task An_error_that_cannot_be_printed_is_an_exit_code(string redirections, string option, int exitCode)
    {
        using var server = ServerProcess.StartRedirected(redirections, option);

        Assert.Equal(exitCode, await server.ExitAsync());
        Assert.Empty(server.Output);
        Assert.Empty(server.Errors);
    }

    [Theory]
    [InlineData("LC_ALL", "C")]
    [InlineData("LC_ALL", "POSIX")]
    [InlineData("LANG", "en_US.ISO-8859-1")]
    public async Task Log_and_errors_are_UTF8_whatever_the_locale(string variable, string locale)
    {
        using var server = await ServerProcess.StartListeningAsync([(variable, locale)]);
        // One character is one byte.
        using var client = await server.JoinAsync("gr\u00c3\u00b6\u00c3\u009fe");
        await server.StopAsync();
        using var wrong = ServerProcess.Start([(variable, locale)], "--set", "listen.port=größe");
        Assert.Equal(2, await wrong.ExitAsync());

        Assert.Contains(server.Output, line => line.Contains("INF \"größe\" joined from ", StringComparison.Ordinal));
        Assert.StartsWith("akkachat.listen.port = größe ", Assert.Single(wrong.Errors), StringComparison.Ordinal);
    }

    [FactIfInstalled("script")]
    public async Task A_terminal_receives_no_control_sequences()
    {
        using var server = ServerProcess.StartOnTerminal([("TERM", "xterm")], "--host", "127.0.0.1", "--port", "0");
        var endpoint = await server.ListeningAsync();
        using var alice = await LineClient.JoinAsync(endpoint, "alice");

        server.Terminate();

        Assert.Equal(0, await server.ExitAsync());
        Assert.EndsWith(" INF Shut down", server.Output.Last(), StringComparison.Ordinal);
        Assert.All(server.Output, line => Assert.DoesNotContain(line, char.IsControl));
    }

    [Fact]
    public async Task Lines_for_the_journal_have_priorities()
    {
        using var folder = new TempFolder();
        var (output, errors) = (folder.PathOf("output"), folder.PathOf("errors"));
        await File.WriteAllTextAsync(output, "");
        await File.WriteAllTextAsync(errors, "");
        var configuration = folder.Write("");

        using var server = ServerProcess.StartAfter(
            $"exec >>{output}", [await JournalStreamAsync(output)], "--host", "127.0.0.1", "--port", "0", "--config", configuration);
        await Eventually.TrueAsync(() => File.ReadAllText(output).Contains("Listening", StringComparison.Ordinal), "the server listens");
        await File.WriteAllTextAsync(configuration, "akkachat.server-name = other");
        server.HangUp();
        await Eventually.TrueAsync(() => File.ReadAllText(output).Contains("need a restart", StringComparison.Ordinal), "there is a warning");
        server.Terminate();
        Assert.Equal(0, await server.ExitAsync());
        using var wrong = ServerProcess.StartAfter($"exec 2>>{errors}", [await JournalStreamAsync(errors)], "--bogus");
        Assert.Equal(2, await wrong.ExitAsync());

        var lines = await File.ReadAllLinesAsync(output);
        Assert.Single(lines, line => line.StartsWith("<4>", StringComparison.Ordinal) && line.Contains(" WRN The configuration ", StringComparison.Ordinal));
        Assert.Equal(lines.Length - 1, lines.Count(line => line.StartsWith("<6>", StringComparison.Ordinal) && line.Contains(" INF ", StringComparison.Ordinal)));
        Assert.StartsWith("<3>Unrecognized", Assert.Single(await File.ReadAllLinesAsync(errors)), StringComparison.Ordinal);
    }

    /// <summary>The variable is inherited, for example by what a script starts with redirected output.</summary>
    [Fact]
    public async Task A_journal_that_is_not_standard_output_gets_no_priorities()
    {
        using var server = await ServerProcess.StartListeningAsync([("JOURNAL_STREAM", "8:4711")]);

        await server.StopAsync();

        Assert.All(server.Output, line => Assert.StartsWith("20", line, StringComparison.Ordinal));
    }

    /// <summary>The value that systemd sets for a stream that it has connected to the journal.</summary>
    private static async Task<(string Name, string Value)> JournalStreamAsync(string file) =>
        ("JOURNAL_STREAM", (await Tool.RunAsync("stat", "--format=%d:%i", file)).Output.Trim());
}
