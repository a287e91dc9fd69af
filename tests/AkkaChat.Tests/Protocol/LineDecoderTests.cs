using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Protocol;

public sealed class LineDecoderTests
{
    private const int MaxLength = 8;
    private readonly LineDecoder _decoder = new();

    [Theory]
    [InlineData("a\n", "a")]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("\n", "")]
    [InlineData("\n\n", "|")]
    [InlineData("a\r\nb\r\n", "a|b")]
    [InlineData("a\r\r\n", "a\r")]
    [InlineData("a\rb\n", "a\rb")]
    [InlineData(" a  \n", " a  ")]
    [InlineData(":a:b:\n", ":a:b:")]
    [InlineData("\0\u001B\u00FF\n", "\0\u001B\u00FF")]
    [InlineData("12345678\n", "12345678")]
    [InlineData("12345678\r\n", "12345678")]
    public void A_line_ends_with_LF_and_loses_one_CR(string input, string lines) =>
        Assert.Equal(lines, string.Join('|', Read(input)));

    [Theory]
    [InlineData("123456789\n")]
    [InlineData("123456789\r\n")]
    [InlineData("12345678\r\r\n")]
    [InlineData("12345678\rx\n")]
    [InlineData("a very long line indeed, with much more than allowed\n")]
    public void A_line_that_is_too_long_is_reported_once_and_skipped(string line) =>
        Assert.Equal(["a", LineDecoding.TooLong, "b"], Read("a\n" + line + "b\n"));

    [Fact]
    public void A_line_is_too_long_as_soon_as_that_is_certain()
    {
        Assert.Empty(Read("12345678"));
        Assert.Empty(Read("\r"));
        Assert.Equal([LineDecoding.TooLong], Read("9"));
        Assert.Empty(Read("and so on"));
        Assert.Equal(["b"], Read("end\nb\n"));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a\r", "a")]
    [InlineData("12345678\r", "12345678")]
    [InlineData("a\nlast", "a|last")]
    [InlineData("", "")]
    [InlineData("a\n", "a")]
    [InlineData("a\r\n", "a")]
    [InlineData("123456789", LineDecoding.TooLong)]
    public void Input_without_LF_is_a_line_only_at_the_end_of_the_stream(string input, string lines)
    {
        Assert.Equal(input.Count(character => character == '\n'), Read(input).Count(line => line != LineDecoding.TooLong));

        Assert.Equal(lines, string.Join('|', LineDecoding.ReadStream([input.Bytes()], MaxLength)));
    }

    [Fact]
    public void The_limit_may_differ_from_line_to_line()
    {
        ReadOnlySpan<byte> input = "1234567890\n1234567890\n".Bytes();

        Assert.Equal(LineResult.Line, _decoder.Read(ref input, 10, out _));
        Assert.Equal(LineResult.TooLong, _decoder.Read(ref input, 9, out _));
    }

    [Fact]
    public void A_flood_without_LF_is_not_buffered()
    {
        var flood = new byte[1024 * 1024];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1024; i++)
        {
            ReadOnlySpan<byte> input = flood;
            _decoder.Read(ref input, 64 * 1024, out _);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
    }

    private List<string> Read(string input) => LineDecoding.Read(_decoder, input.Bytes(), MaxLength);
}
