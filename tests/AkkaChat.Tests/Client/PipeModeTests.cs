using System.Net;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.TerminalClient;

/// <summary>The real client between two programs, and a real server.</summary>
public sealed class PipeModeTests : IAsyncLifetime, IDisposable
{
    private const string Password = "AKKACHAT_PASSWORD";

    private readonly TempFolder _files = new();
    private RunningServer _server = null!;

    private string Address => _server.Endpoint.ToString();

    public async Task InitializeAsync()
    {
        TestCertificate.Issue().Write(_files);
        File.WriteAllText(_files.PathOf("root.pem"), TestCertificate.Root.ExportCertificatePem());
        _server = await RunningServer.StartAsync(
            [("username.unique", "on"), ("message.max-length", "100"), .. TestCertificate.Settings(_files)]);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _files.Dispose();

    [FactIfInstalled("ncat")]
    public async Task The_client_and_netcat_output_the_same_bytes()
    {
        byte[] input = [.. "one\n\n two: three \r\n"u8, 0xFF, 0xC3, (byte)'(', .. "\u001b[31m\t\0 世界\n[bold]\nno end"u8];
        await File.WriteAllBytesAsync(_files.PathOf("input"), input);

        Assert.Equal(0, (await ShellAsync($"{{ echo bot; cat input; }} | ncat {_server.Endpoint.Address} {_server.Endpoint.Port} > netcat")).ExitCode);
        Assert.Equal((0, "", ""), await ShellAsync($"'{ClientExecutable.Path}' --name bot {Address} < input > client"));

        var received = await File.ReadAllBytesAsync(_files.PathOf("client"));
        Assert.Equal(await File.ReadAllBytesAsync(_files.PathOf("netcat")), received);
        Assert.Equal(6, received.Count(value => value == '\n'));
    }

    [Fact]
    public async Task Lines_pass_as_they_come_until_the_input_ends()
    {
        using var bob = await _server.JoinAsync("bob");
        using var client = ChatProgram.Start(ClientExecutable.Path, "--name", "bot", Address);
        await client.SendAsync("hello\n");
        Assert.Equal("bot:hello", await client.ReadLineAsync());
        Assert.Equal("bot:hello", await bob.ReadLineAsync());
        await bob.SendAsync("hi\n");
        Assert.Equal("bob:hi", await client.ReadLineAsync());

        client.CloseInput();

        Assert.Equal((0, ""), await client.ExitAsync());
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_refusal_is_exit_code_1()
    {
        using var bob = await _server.JoinAsync("bob");

        Assert.Equal((1, "server:username is in use\n", "refused: username is in use\n"), await PipeAsync("hello\n", "--name", "bob", Address));
    }

    [Fact]
    public async Task An_announcement_to_a_listener_is_no_refusal()
    {
        using var room = new FakeRoom();
        using var client = ChatProgram.Start(ClientExecutable.Path, "--name", "bot", room.Connector().Options.Address);
        using var connection = await room.AcceptAsync("bot");
        await connection.SendAsync("server:maintenance at noon\n");
        Assert.Equal("server:maintenance at noon", await client.ReadLineAsync());

        client.CloseInput();
        Assert.Null(await connection.ReadLineAsync());
        await connection.EndAsync();

        Assert.Equal((0, ""), await client.ExitAsync());
    }

    [Fact]
    public async Task A_message_that_does_not_come_back_is_exit_code_1() => Assert.Equal(
        (1, "server:message longer than 100 bytes was not sent\nbot:short\n", "1 of 2 messages did not come back\n"),
        await PipeAsync(new string('x', 101) + "\nshort\n", "--name", "bot", Address));

    [Fact]
    public async Task A_server_that_goes_is_exit_code_1()
    {
        using var room = new FakeRoom();
        using var client = ChatProgram.Start(ClientExecutable.Path, "--name", "bot", room.Connector().Options.Address);
        using (var connection = await room.AcceptAsync("bot"))
            await connection.EndAsync("bob:bye\n");

        Assert.Equal("bob:bye", await client.ReadLineAsync());
        Assert.Equal((1, "the connection was lost\n"), await client.ExitAsync());
    }

    [Fact]
    public async Task Input_that_cannot_be_read_is_exit_code_1() => Assert.Equal(
        (1, "", "cannot read standard input: Is a directory\n"), await ShellAsync($"'{ClientExecutable.Path}' --name bot {Address} < ."));

    [Fact]
    public async Task A_broken_output_pipe_is_exit_code_1()
    {
        using var client = ChatProgram.Start(ClientExecutable.Path, "--name", "bot", Address);
        await client.SendAsync("one\n");
        Assert.Equal("bot:one", await client.ReadLineAsync());

        client.CloseOutput();
        await client.SendAsync("two\n");

        Assert.Equal((1, "cannot write to standard output: broken pipe\n"), await client.ExitAsync());
    }

    [Fact]
    public async Task The_password_comes_from_the_environment()
    {
        await using var server = await RunningServer.StartAsync(("password", "se:same"));

        Assert.Equal((0, "bot:hello\n", ""), await ShellAsync($"echo hello | {Password}=se:same '{ClientExecutable.Path}' --name bot {server.Endpoint}"));
        Assert.Equal(
            (1, "refused: wrong password, send username:password\n"),
            Ending(await ShellAsync($"echo hello | {Password}=sesame '{ClientExecutable.Path}' --name bot {server.Endpoint}")));
    }

    [Fact]
    public async Task TLS_trusts_the_given_roots_only()
    {
        var address = $"localhost:{((IPEndPoint)await _server.EndpointAsync(AkkaChat.Server.Transports.Door.Tls)).Port}";

        Assert.Equal((0, "bot:hello\n", ""), await PipeAsync("hello\n", "--tls", "--ca", _files.PathOf("root.pem"), "--name", "bot", address));
        var (exitCode, errors) = Ending(await PipeAsync("hello\n", "--tls", "--name", "bot", address));
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"the certificate of {address} is not trusted: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd('\n').Split('\n'));
        var insecure = await PipeAsync("hello\n", "--tls", "--insecure", "--name", "bot", address);
        Assert.Equal((0, "bot:hello\n"), (insecure.ExitCode, insecure.Output));
        Assert.StartsWith("--insecure: the certificate is not verified.", insecure.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--name is required", "localhost")]
    [InlineData("--name: a name cannot have a colon", "--name", "a:b", "localhost")]
    [InlineData("localhost:x: the port must be a number", "--name", "a", "localhost:x")]
    [InlineData("--ca and --insecure have no effect without --tls", "--insecure", "--name", "a", "localhost")]
    [InlineData("--ca and --insecure do not go together", "--tls", "--insecure", "--ca", "x", "--name", "a", "localhost")]
    [InlineData("--ca /nowhere: ", "--tls", "--ca", "/nowhere", "--name", "a", "localhost")]
    [InlineData("Required argument missing", "--name", "a")]
    public async Task Wrong_usage_is_exit_code_2(string error, params string[] arguments)
    {
        var (exitCode, errors) = Ending(await PipeAsync("", arguments));

        Assert.Equal(2, exitCode);
        Assert.StartsWith(error, Assert.Single(errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_exit_code_1() => Assert.Equal(
        (1, "", "cannot connect to 127.0.0.1:1: Connection refused\n"), await PipeAsync("", "--name", "bot", "127.0.0.1:1"));

    private static (int ExitCode, string Errors) Ending((int ExitCode, string Output, string Errors) result) => (result.ExitCode, result.Errors);

    private async Task<(int ExitCode, string Output, string Errors)> PipeAsync(string input, params string[] arguments)
    {
        await File.WriteAllTextAsync(_files.PathOf("input"), input);
        return await ShellAsync(string.Join(' ', arguments.Prepend(ClientExecutable.Path).Select(argument => $"'{argument}'")) + " < input");
    }

    /// <summary>Runs a command in the folder of the test.</summary>
    private Task<(int ExitCode, string Output, string Errors)> ShellAsync(string command) =>
        Tool.RunAsync("/bin/sh", "-c", $"cd '{_files.PathOf("")}'; {command}");
}
