using AkkaChat.Server.Protocol;
using BenchmarkDotNet.Attributes;

namespace AkkaChat.MicroBench.Protocol;

/// <summary>Per line of 64 bytes.</summary>
[MemoryDiagnoser]
public class MessageTextBenchmarks
{
    private const int Times = 256;

    private readonly byte[] _ascii = Content("Nothing but the characters of ASCII");
    private readonly byte[] _utf8 = Content("Schöne Grüße aus Škofja Loka, и из Москвы");
    private readonly byte[] _punctuation = Content("“Quotes”, – dashes – and … are next to what ends lines");
    private readonly byte[] _controls = Content("\u001B[31mred\u001B[0m, a bell\a, and a \u2028 new line");

    [Benchmark(Baseline = true, OperationsPerInvoke = Times)]
    public int Ascii() => Sanitize(_ascii);

    [Benchmark(OperationsPerInvoke = Times)]
    public int Utf8() => Sanitize(_utf8);

    /// <summary>Valid, but found to be so by decoding only.</summary>
    [Benchmark(OperationsPerInvoke = Times)]
    public int Punctuation() => Sanitize(_punctuation);

    [Benchmark(OperationsPerInvoke = Times)]
    public int Controls() => Sanitize(_controls);

    private static byte[] Content(string text) => Sample.Content(text, 64);

    private static int Sanitize(byte[] content)
    {
        var length = 0;
        for (var i = 0; i < Times; i++)
            length += MessageText.Sanitize(content).Length;
        return length;
    }
}
