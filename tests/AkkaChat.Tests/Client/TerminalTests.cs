using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.TerminalClient;

/// <summary>The real client in a real terminal, whose keys and screen belong to a script.</summary>
public sealed class TerminalTests
{
    /// <summary>Its arguments: how to leave, keys or a signal, and the command. Prints the exit code, and how the terminal is left.</summary>
    private const string Script = """
        import fcntl, os, pty, signal, struct, sys, termios
        child, terminal = pty.fork()
        if child == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execv(sys.argv[2], sys.argv[2:])
        def resize(rows, columns):
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        resize(10, 60)
        before = termios.tcgetattr(terminal)
        shown = b""
        def wait(text):
            global shown
            while text not in shown:
                shown += os.read(terminal, 65536)
            shown = shown[shown.index(text) + len(text):]
        wait(b"joining as alice")
        os.write(terminal, b"helXo\x1b[D\x7fl\r")
        wait("wörld 世界".encode())
        resize(12, 40)
        wait("wörld 世界".encode())
        if sys.argv[1] == "keys":
            os.write(terminal, b"/quit\r")
        else:
            os.kill(child, signal.SIGTERM)
        wait(b"\x1b[?1049l")
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(code, "restored" if termios.tcgetattr(terminal) == before else "changed")
        """;

    [FactIfInstalled("python3")]
    public Task In_a_terminal_one_types_reads_and_leaves_by_a_command() => ChatAsync("keys");

    [FactIfInstalled("python3")]
    public Task A_signal_leaves_the_terminal_as_it_was() => ChatAsync("signal");

    private static async Task ChatAsync(string leave)
    {
        await using var server = await RunningServer.StartAsync();
        using var bob = await server.JoinAsync("bob");
        using var terminal = ChatProgram.Start(
            "python3", "-c", Script, leave, ClientExecutable.Path, "--name", "alice", server.Endpoint.ToString());
        Assert.Equal("alice:hello", await bob.ReadLineAsync());

        await bob.SendAsync("wörld 世界\n"u8.Text());

        Assert.Equal("0 restored", await terminal.ReadLineAsync());
        Assert.Equal((0, ""), await terminal.ExitAsync());
    }
}
