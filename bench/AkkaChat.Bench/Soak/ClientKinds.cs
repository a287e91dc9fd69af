using System.Text;
using System.Text.Unicode;

namespace AkkaChat.Bench.Soak;

/// <summary>All ways to behave. The limits keep the load such that two cores can bear it.</summary>
internal static class ClientKinds
{
    /// <summary>
    /// Members that talk from the start to the end, little enough for their share of a busy room. What they send measures
    /// the delay.
    /// </summary>
    public const string Resetter = "resetter";

    public static readonly ClientKind Talker = new("talker", 0, int.MaxValue, IsServed: true, TalkAsync);

    private static readonly byte[][] BadNames =
    [
        .. new[]
        {
            "", " \t ", "bad:name", ":", "bad\0name", "\u001b[31mbad", "bad\tname", "bad\u2028name", "bad\u0085name",
            "server", " SERVER ", new string('b', 33), new string('b', 5000), "bad\u200Bname", "GET / HTTP/1.1", "SSH-2.0-bad",
        }.Select(Encoding.UTF8.GetBytes),
        [(byte)'b', 0xC3],
        [0xFF, 0xFE, (byte)'b'],
        [0xED, 0xA0, 0x80],
    ];

    private static readonly byte[][] Garbage =
    [
        .. new[]
        {
            "\0\0\0\n", "\u001b[2J\u001b]0;title\u0007\n", "\r\r\r\n", "one\rtwo\rthree\r\n",
            "\u2028\u2029\u0085\n", "\n\n\n", "\u007f\b\b\b\v\f\n",
            "talker1:#0 forged\n", "server:forged\n", "\uFEFF\u202E\n", ":::\n",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE, 0xFD, (byte)'\n'],
        [0xC0, 0xAF, (byte)'\n', 0xE2, 0x82, (byte)'\n', 0xF0, 0x9F, 0x98, (byte)'\n'],
        [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80, (byte)'\n', 0xC2, (byte)'\n', 0x85, (byte)'\n'],
    ];

    /// <summary>The kinds that come and go.</summary>
    public static ClientKind[] Create(int stuckReaders) =>
    [
        new("chatter", Weight: 30, int.MaxValue, IsServed: true, ChatAsync),
        new("visitor", Weight: 10, int.MaxValue, IsServed: true, VisitAsync),
        new(Resetter, Weight: 12, int.MaxValue, IsServed: false, ResetAsync),
        new("flooder", Weight: 8, MaxActive: 2, IsServed: true, FloodAsync),
        new("stuck", Weight: 3, stuckReaders, IsServed: false, GetStuckAsync),
        new("garbage", Weight: 6, MaxActive: 3, IsServed: false, SendGarbageAsync),
        new("nameless", Weight: 6, MaxActive: 8, IsServed: false, StayNamelessAsync),
        new("dripper", Weight: 6, MaxActive: 6, IsServed: true, DripAsync),
        new("badname", Weight: 8, MaxActive: 4, IsServed: true, SendBadNameAsync),
        new("twin", Weight: 8, MaxActive: 6, IsServed: true, ShareNameAsync),
    ];

    private static async Task TalkAsync(SoakContext context, Random random)
    {
        using var client = await ChatClient.ConnectAsync(context, Talker.Name);
        await client.SendAsync(client.Username);
        while (!context.IsEnding)
        {
            await client.SendAsync(client.NextLine(random.Next(100)));
            await context.PauseAsync(random, 4000);
        }

        await client.LeaveAsync();
    }

    /// <summary>The usual client: joins, talks, half-closes, and reads to the end.</summary>
    private static async Task ChatAsync(SoakContext context, Random random)
    {
        using var client = await ChatClient.ConnectAsync(context, "chatter");
        await client.TalkAsync(random, mostLines: 60, longestFiller: 300, longestPause: 400);
        // A last line counts without its LF, too.
        if (random.Next(2) == 0)
            await client.SendAsync(client.NextLine(random.Next(300)).AsMemory(..^1));
        await client.LeaveAsync();
    }

    /// <summary>Joins, sends nothing, and leaves in one way or another.</summary>
    private static async Task VisitAsync(SoakContext context, Random random)
    {
        using var connection = await JoinAsync(context, "visitor");
        if (random.Next(2) == 0)
            await context.PauseAsync(random, 2000);
        await LeaveSomehowAsync(connection, connection.DrainAsync, random);
    }

    /// <summary>Talks, and closes with RST in the middle of a line.</summary>
    private static async Task ResetAsync(SoakContext context, Random random)
    {
        using var client = await ChatClient.ConnectAsync(context, Resetter);
        await client.TalkAsync(random, mostLines: 20, longestFiller: 2000, longestPause: 300);
        await client.SendAsync(client.HalfLine(random.Next(2000)));
        if (random.Next(2) == 0)
            await context.PauseAsync(random, 300);
        client.Reset();
    }

    /// <summary>Pastes a file: sends as fast as the server reads, while it reads, and gets all of it back.</summary>
    private static async Task FloodAsync(SoakContext context, Random random)
    {
        using var client = await ChatClient.ConnectAsync(context, "flooder");
        await client.SendAsync(client.Username);
        // Some paste poems, some paste minified scripts.
        var longestFiller = random.Next(4) == 0 ? 30_000 : 300;
        var chunk = new MemoryStream();
        for (var bytes = (long)random.Next(500_000, 10_000_000); bytes > 0; bytes -= chunk.Length)
        {
            chunk.SetLength(0);
            while (chunk.Length < 64 * 1024)
                chunk.Write(client.NextLine(random.Next(longestFiller)));
            await client.SendAsync(chunk.ToArray());
        }

        await client.LeaveAsync();
        // The next one shall not begin at once.
        await context.PauseAsync(random, 15_000);
    }

    /// <summary>Joins and never reads. The server may disconnect it, but no other client may suffer.</summary>
    private static async Task GetStuckAsync(SoakContext context, Random random)
    {
        using var connection = await JoinAsync(context, "stuck", receiveBuffer: 4096);
        await context.PauseAsync(random, 40_000);
    }

    /// <summary>Sends anything but text, and reads.</summary>
    private static async Task SendGarbageAsync(SoakContext context, Random random)
    {
        using var connection = await JoinAsync(context, "garbage");
        var reading = connection.DrainAsync();
        for (var pieces = random.Next(20); pieces > 0 && !context.IsEnding; pieces--)
        {
            var isLong = random.Next(40) == 0;
            var piece = Garbage[random.Next(Garbage.Length)];
            if (random.Next(2) == 0)
            {
                piece = new byte[random.Next(isLong ? 3_000_000 : 16 * 1024)];
                random.NextBytes(piece);
                if (isLong)
                    piece.AsSpan().Replace((byte)'\n', (byte)0);
            }

            await connection.SendAsync(piece);
            await context.PauseAsync(random, 500);
        }

        if (random.Next(3) == 0)
        {
            // Behind it a WebSocket cannot be closed in order.
            await connection.SendUnframedAsync(Garbage[random.Next(Garbage.Length)]);
            await context.PauseAsync(random, 500);
            return;
        }

        await LeaveSomehowAsync(connection, () => reading, random);
    }

    /// <summary>Connects and does not finish its first line. Some stay longer than the handshake timeout.</summary>
    private static async Task StayNamelessAsync(SoakContext context, Random random)
    {
        using var connection = await SoakConnection.ConnectAsync(context, "nameless");
        if (random.Next(2) == 0)
            await connection.SendAsync("namele"u8.ToArray());
        await context.PauseAsync(random, random.Next(4) == 0 ? 120_000 : 15_000);
        if (random.Next(2) == 0)
            connection.Reset();
    }

    /// <summary>Sends a byte at a time, its name included.</summary>
    private static async Task DripAsync(SoakContext context, Random random)
    {
        using var client = await ChatClient.ConnectAsync(context, "dripper");
        var line = client.Username;
        for (var lines = random.Next(4); ; line = client.NextLine(random.Next(30)), lines--)
        {
            for (; !line.IsEmpty; line = line[1..])
            {
                await client.SendAsync(line[..1]);
                await context.PauseAsync(random, 60);
            }

            if (lines == 0 || context.IsEnding)
                break;
        }

        await client.LeaveAsync();
    }

    /// <summary>Has a name that must be rejected: with one line of the server's own and the end of the stream.</summary>
    private static async Task SendBadNameAsync(SoakContext context, Random random)
    {
        using var connection = await SoakConnection.ConnectAsync(context, "badname");
        var name = BadNames[random.Next(BadNames.Length)];
        // Such a WebSocket may be reset: it is no name that the server rejects, but no text.
        if (connection.IsTextOnly && !Utf8.IsValid(name))
            return;
        // What follows the name must not be broadcast.
        await connection.SendAsync((byte[])[.. name, .. "\nnot to be broadcast\n"u8]);
        var (answers, rejections) = (0, 0);
        while (await connection.ReceiveAsync())
        {
            for (; connection.TryTakeLine(out var line); answers++)
                rejections += line.StartsWith("server:"u8) ? 1 : 0;
        }

        if (answers != 1 || rejections != 1 || connection.HasPartialLine
            || connection.CloseStatus is not (null or WebSocketChannel.PolicyViolation))
        {
            context.Tally.Report(
                Fault.Malformed,
                $"the name {Convert.ToHexString(name)} got {rejections} rejections in {answers} lines, status {connection.CloseStatus}");
        }
    }

    /// <summary>Has the same name as others that are in the room at the same time.</summary>
    private static async Task ShareNameAsync(SoakContext context, Random random)
    {
        using var client = await ChatClient.ConnectAsync(context, "twin", sharedName: "~twin");
        await client.TalkAsync(random, mostLines: 30, longestFiller: 100, longestPause: 400);
        await client.LeaveAsync();
    }

    private static async Task<SoakConnection> JoinAsync(SoakContext context, string kind, int? receiveBuffer = null)
    {
        var connection = await SoakConnection.ConnectAsync(context, kind, receiveBuffer);
        await connection.SendAsync(
            Encoding.UTF8.GetBytes($"{SoakContext.Unnumbered}{SoakContext.NextName(kind)}\n"));
        return connection;
    }

    private static async Task LeaveSomehowAsync(SoakConnection connection, Func<Task> drain, Random random)
    {
        var way = random.Next(3);
        if (way == 0)
        {
            await connection.HalfCloseAsync();
            await drain();
        }
        else if (way == 1)
        {
            connection.Reset();
        }

        // Otherwise the caller closes it, whatever has arrived and was not read.
    }
}
