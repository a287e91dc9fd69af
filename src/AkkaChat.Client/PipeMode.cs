using System.Net.Sockets;
using System.Text;
using AkkaChat.TerminalClient.Connection;
using AkkaChat.TerminalClient.Session;

namespace AkkaChat.TerminalClient;

/// <summary>
/// The client between two programs: sends the input as it is, behind the name, and copies what comes back to the output, as netcat does;
/// but knows whether its own lines came back.
/// </summary>
internal sealed class PipeMode(ServerConnection connection, string name, string? password, Stream input, Stream output, bool isTerminal)
{
    private readonly string _ownPrefix = MemberName.Normalize(name) + ":";
    private readonly LineFramer _framer = new();
    private long _sent;
    private long _returned;
    private volatile bool _isInputSent;

    /// <summary>The server's last line, unless another one followed.</summary>
    private string? _words;

    /// <returns>Null if all lines came back, otherwise what went wrong, as a line for people.</returns>
    /// <exception cref="PipeException">The input cannot be read, or the output cannot be written.</exception>
    public async Task<string?> RunAsync()
    {
        var sending = SendAllAsync();
        var receiving = ReceiveAllAsync();
        // If the server ends first, sending is not awaited: a read of standard input cannot be cancelled, it ends with the process.
        if (await Task.WhenAny(sending, receiving) == sending)
            await sending;
        var isClean = await receiving;
        // If nothing was sent, other words may be what an operator says to all.
        if (_returned == 0 && _words is { } words && (_sent > 0 || ServerNotices.IsRefusal(words) || ServerNotices.IsExpulsion(words)))
            return $"refused: {words}";
        if (!isClean || !_isInputSent)
            return "the connection was lost";
        return _returned >= _sent ? null : $"{_sent - _returned} of {_sent} messages did not come back";
    }

    private async Task SendAllAsync()
    {
        try
        {
            await connection.Stream.WriteAsync(Encoding.UTF8.GetBytes(password is null ? $"{name}\n" : $"{name}:{password}\n"));
            await CopyInputAsync();
            // Before the server can answer its end.
            _isInputSent = true;
            await connection.CloseSendingAsync();
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The server has closed the connection; what it sent before says why.
        }
    }

    private async Task CopyInputAsync()
    {
        var buffer = new byte[16 * 1024];
        var isLineOpen = false;
        while (await ReadInputAsync(buffer) is > 0 and var count)
        {
            var lines = buffer.AsSpan(0, count).Count((byte)'\n');
            isLineOpen = buffer[count - 1] != '\n';
            Interlocked.Add(ref _sent, lines);
            await connection.Stream.WriteAsync(buffer.AsMemory(0, count));
        }

        if (isLineOpen)
            Interlocked.Increment(ref _sent);
    }

    private async Task<int> ReadInputAsync(byte[] buffer)
    {
        try
        {
            return await input.ReadAsync(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PipeException($"cannot read standard input: {exception.Message}", exception);
        }
    }

    /// <returns>It ended with FIN.</returns>
    private async Task<bool> ReceiveAllAsync()
    {
        var buffer = new byte[64 * 1024];
        var lines = new List<string>();
        while (true)
        {
            int count;
            try
            {
                count = await connection.Stream.ReadAsync(buffer);
            }
            catch (IOException)
            {
                return false;
            }

            if (count == 0)
                return true;
            lines.Clear();
            _framer.Feed(buffer.AsSpan(0, count), lines);
            lines.ForEach(Count);
            await WriteAsync(buffer.AsMemory(0, count), lines);
        }
    }

    private void Count(string line)
    {
        const string serverPrefix = MemberName.Server + ":";
        _words = line.StartsWith(serverPrefix, StringComparison.Ordinal) ? line[serverPrefix.Length..] : null;
        if (line.StartsWith(_ownPrefix, StringComparison.Ordinal))
            _returned++;
    }

    /// <summary>A terminal gets safe text, a program the bytes of the server.</summary>
    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, List<string> lines)
    {
        if (BrokenPipe.IsOutput)
            throw new PipeException("cannot write to standard output: broken pipe");
        try
        {
            await output.WriteAsync(isTerminal ? Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))) : bytes);
            await output.FlushAsync();
        }
        catch (IOException exception)
        {
            throw new PipeException($"cannot write to standard output: {exception.Message}", exception);
        }
    }
}
