using System.Text;
using AkkaChat.Bench.Soak;
using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Checking;

/// <summary>The first and the last line that the checkers compare, said in the room like any other.</summary>
internal sealed class Signals(SoakContext context)
{
    private const string Name = "~signal";

    private readonly byte[] _start = Encoding.UTF8.GetBytes($"{Name}:start {Guid.NewGuid()}");
    private readonly byte[] _stop = Encoding.UTF8.GetBytes($"{Name}:stop {Guid.NewGuid()}");

    public bool IsStart(ReadOnlySpan<byte> line) => line.SequenceEqual(_start);

    public bool IsStop(ReadOnlySpan<byte> line) => line.SequenceEqual(_stop);

    public Task StartAsync() => SayAsync(_start);

    public Task StopAsync() => SayAsync(_stop);

    private async Task SayAsync(byte[] line)
    {
        using var socket = await ChatSocket.ConnectAsync(context.Server, "signal", context.Tally, context.Abort);
        // The name, and what is to be heard behind it.
        byte[] lines = [.. line, (byte)'\n'];
        lines[Name.Length] = (byte)'\n';
        await socket.SendAsync(lines);
        socket.HalfClose();
        await socket.DrainAsync();
    }
}
