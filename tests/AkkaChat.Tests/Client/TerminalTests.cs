using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.TerminalClient;

/// <summary>The real client in a real terminal, whose keys and screen belong to a script.</summary>
public sealed class TerminalTests
{
    /// <summary>Its arguments: how to leave (signal, hang-up, or by a command after anything else), and the command. Prints the exit code, and how the terminal is left.</summary>
    private const string Script = """
        import fcntl, os, pty, shlex, signal, struct, sys, termios
        child, terminal = pty.fork()
        if child == 0:
            os.environ.update(TERM="xterm-256color", PS1="prompt>")
            if sys.argv[1] == "suspend":
                os.execvp("bash", ["bash", "--norc", "--noediting", "-i"])
            os.execv(sys.argv[2], sys.argv[2:])
        before = termios.tcgetattr(terminal)
        def resize(rows, columns):
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        resize(10, 60)
        colors = {b"\x1b]10;": b"rgb:0000/0000/0000\x1b\\", b"\x1b]11;": b"rgb:ffff/ffff/ffff\x1b\\"} if sys.argv[1] == "light" else {}
        shown = b""
        def wait(text):
            global shown
            while text not in shown:
                shown += os.read(terminal, 65536)
                for query in [query for query in colors if query + b"?" in shown]:
                    os.write(terminal, query + colors.pop(query))
            shown = shown[shown.index(text) + len(text):]
        if sys.argv[1] == "suspend":
            wait(b"prompt>")
            os.write(terminal, shlex.join(sys.argv[2:]).encode() + b"\n")
        wait(b"\x1b[?7l")
        wait(b"joining as alice")
        os.write(terminal, b"helXo\x1b[D\x7fl\r")
        wait(b"\x1b[94m" if sys.argv[1] == "light" else b"\x1b[96m")
        wait("wörld 世界".encode())
        resize(12, 40)
        wait("wörld 世界".encode())
        if sys.argv[1] == "hang-up":
            os.close(terminal)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGHUP)
            sys.exit()
        if sys.argv[1] == "suspend":
            os.write(terminal, b"draft\x1a")
            wait(b"\x1b[?7h")
            wait(b"prompt>")
            os.write(terminal, b"fg\n")
            wait(b"\x1b[?7l")
            wait(b"draft")
            os.write(terminal, b"\x15")
        if sys.argv[1] == "signal":
            os.kill(child, signal.SIGTERM)
        else:
            os.write(terminal, b"/quit\r")
        wait(b"\x1b[?7h")
        wait(b"\x1b[?1049l")
        if sys.argv[1] == "suspend":
            wait(b"prompt>")
            os.write(terminal, b"exit $?\n")
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(code, "restored" if termios.tcgetattr(terminal) == before else "changed")
        """;

    /// <summary>Its arguments are the command. Types and leaves at once. Prints the exit code.</summary>
    private const string QuickScript = """
        import fcntl, os, pty, struct, sys, termios
        child, terminal = pty.fork()
        if child == 0:
            os.environ.update(TERM="xterm-256color")
            os.execv(sys.argv[1], sys.argv[1:])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 10, 60, 0, 0))
        shown = b""
        while b"joining as alice" not in shown:
            shown += os.read(terminal, 65536)
        os.write(terminal, b"1\r2\r3\r4\r5\r6\r/quit\r")
        try:
            while os.read(terminal, 65536):
                pass
        except OSError:
            pass
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """;

    [FactIfInstalled("python3")]
    public Task In_a_terminal_one_types_reads_and_leaves_by_a_command() => ChatAsync("keys", "0 restored");

    [FactIfInstalled("python3")]
    public Task A_client_that_is_suspended_goes_on_with_what_was_typed() => ChatAsync("suspend", "0 restored");

    [FactIfInstalled("python3")]
    public Task In_a_terminal_with_a_light_background_the_names_have_darker_colours() => ChatAsync("light", "0 restored");

    [FactIfInstalled("python3")]
    public Task A_signal_leaves_the_terminal_as_it_was() => ChatAsync("signal", "0 restored");

    [FactIfInstalled("python3")]
    public Task A_terminal_that_is_closed_ends_the_client() => ChatAsync("hang-up", "True");

    [FactIfInstalled("python3")]
    public async Task Lines_that_the_server_holds_back_are_sent_before_the_client_ends()
    {
        await using var server = await RunningServer.StartAsync(("limits.rate.lines-per-second", "2"));
        using var bob = await server.JoinAsync("bob");
        using var terminal = ChatProgram.Start(
            "python3", "-c", QuickScript, ClientExecutable.Path, "--name", "alice", server.Endpoint.ToString());

        foreach (var number in Enumerable.Range(1, 6))
            Assert.Equal($"alice:{number}", await bob.ReadLineAsync());

        Assert.Equal("0", await terminal.ReadLineAsync());
    }

    private static async Task ChatAsync(string leave, string expected)
    {
        await using var server = await RunningServer.StartAsync();
        using var bob = await server.JoinAsync("bob");
        using var terminal = ChatProgram.Start(
            "python3", "-c", Script, leave, ClientExecutable.Path, "--name", "alice", server.Endpoint.ToString());
        Assert.Equal("alice:hello", await bob.ReadLineAsync());

        await bob.SendAsync("wörld 世界\n"u8.Text());

        Assert.Equal(expected, await terminal.ReadLineAsync());
        Assert.Equal((0, ""), await terminal.ExitAsync());
    }
}
