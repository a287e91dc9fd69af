using System.Diagnostics.Metrics;
using System.Text;
using AkkaChat.Server.Protocol;

namespace AkkaChat.MicroBench;

/// <summary>The lines of the benchmarks.</summary>
internal static class Sample
{
    /// <summary>Bytes of a line, its LF included.</summary>
    public const int LineLength = 64;

    /// <summary>A full read has 16 KiB: the server's <c>maximum-frame-size</c>.</summary>
    public const int LinesPerChunk = 16 * 1024 / LineLength;

    /// <summary>Longest message by default.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Not enabled, as in a server whose meter has no listener.</summary>
    public static readonly Histogram<double> Duration = new Meter("benchmark").CreateHistogram<double>("duration");

    public static byte[] Prefix => LineFormat.Prefix("benchmark"u8);

    public static byte[] Line { get; } = [.. Content("As people write in a chat", LineLength - 1), (byte)'\n'];

    public static byte[] Chunk => [.. Enumerable.Repeat(Line, LinesPerChunk).SelectMany(line => line)];

    /// <summary>The text in UTF-8, padded with dots.</summary>
    public static byte[] Content(string text, int length)
    {
        var content = new byte[length];
        content.AsSpan(Encoding.UTF8.GetBytes(text, content)).Fill((byte)'.');
        return content;
    }
}
