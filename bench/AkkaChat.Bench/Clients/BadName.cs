using System.Text;
using AkkaChat.Bench.Checking;
using AkkaChat.Bench.Soak;
using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Clients;

/// <summary>Has a name that is to be refused: with one line of the server's own and the end of the stream.</summary>
internal static class BadName
{
    public const string Kind = "badname";

    private static readonly byte[][] Names =
    [
        .. new[]
        {
            "", " \t ", "bad:name", ":", "bad\0name", "\u001b[31mbad", "bad\tname", "bad\u2028name", "bad\u0085name",
            "server", " SERVER ", new string('b', 33), new string('b', 5000),
        }.Select(Encoding.UTF8.GetBytes),
        [(byte)'b', 0xC3],
        [0xFF, 0xFE, (byte)'b'],
        [0xED, 0xA0, 0x80],
    ];

    public static async Task RunAsync(SoakContext context, Random random)
    {
        using var socket = await ChatSocket.ConnectAsync(context.Server, Kind, context.Tally, context.Abort);
        var name = Names[random.Next(Names.Length)];
        // What follows the name must not be said.
        byte[] lines = [.. name, .. "\nsaid by nobody\n"u8];
        await socket.SendAsync(lines);

        var reader = new LineReader(socket);
        var answers = 0;
        var refusals = 0;
        do
        {
            for (; reader.TryTake(out var line); answers++)
                refusals += line.StartsWith("server:"u8) ? 1 : 0;
        }
        while (await reader.FillAsync());

        if (answers != 1 || refusals != 1 || reader.HasPartialLine)
        {
            context.Tally.Report(
                Fault.Malformed, $"the name {Convert.ToHexString(name)} got {refusals} refusals in {answers} lines");
        }
    }
}
