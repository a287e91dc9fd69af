using System.Text;
using AkkaChat.Bench.Soak;
using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Clients;

/// <summary>Sends anything but text, and reads.</summary>
internal static class GarbageSender
{
    public const string Kind = "garbage";

    private const int MostPieces = 20;
    private const int LongestPiece = 16 * 1024;
    private const int LongestLine = 3_000_000;

    /// <summary>One piece in so many is a very long line.</summary>
    private const int LongLines = 40;

    /// <summary>Milliseconds.</summary>
    private const int LongestPause = 500;

    private static readonly byte[][] Pieces =
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

    public static async Task RunAsync(SoakContext context, Random random)
    {
        using var socket = await ChatSocket.ConnectAsync(context.Server, Kind, context.Tally, context.Abort);
        var reading = socket.DrainAsync();
        await socket.SendAsync(Encoding.UTF8.GetBytes($"~{Kind}{context.Ledger.NextId()}\n"));
        for (var pieces = random.Next(MostPieces); pieces > 0 && !context.IsEnding; pieces--)
        {
            await socket.SendAsync(Piece(random));
            await context.PauseAsync(random.Next(LongestPause));
        }

        switch (random.Next(3))
        {
            case 0:
                socket.HalfClose();
                await reading;
                break;
            case 1:
                socket.Reset();
                break;
            default:
                // Closes while something may be on its way to it.
                break;
        }
    }

    private static byte[] Piece(Random random)
    {
        if (random.Next(2) == 0)
            return Pieces[random.Next(Pieces.Length)];

        var isLong = random.Next(LongLines) == 0;
        var piece = new byte[random.Next(isLong ? LongestLine : LongestPiece)];
        random.NextBytes(piece);
        if (isLong)
            piece.AsSpan().Replace((byte)'\n', (byte)0);
        return piece;
    }
}
