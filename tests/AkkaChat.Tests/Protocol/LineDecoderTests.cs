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
    public void Lines_end_with_LF_and_lose_one_CR(string input, string lines) =>
        Assert.Equal(lines, string.Join('|', Read(input)));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a\r")]
    [InlineData("12345678\r")]
    public void Without_LF_there_is_no_line_yet(string input) => Assert.Empty(Read(input));

    [Fact]
    public void A_line_may_come_in_many_pieces()
    {
        Assert.Empty(Read("he"));
        Assert.Empty(Read(""));
        Assert.Empty(Read("llo\r"));
        Assert.Equal(["hello", "x"], Read("\nx\n"));
    }

    [Theory]
    [InlineData("123456789\n")]
    [InlineData("123456789\r\n")]
    [InlineData("12345678\r\r\n")]
    [InlineData("12345678\rx\n")]
    [InlineData("a very long line indeed, with much more than allowed\n")]
    public void A_line_that_is_too_long_is_said_once_and_skipped(string line) =>
        Assert.Equal(["a", "<too long>", "b"], Read("a\n" + line + "b\n"));

    [Fact]
    public void A_line_is_too_long_as_soon_as_that_is_certain()
    {
        Assert.Empty(Read("12345678"));
        Assert.Empty(Read("\r"));
        Assert.Equal(["<too long>"], Read("9"));
        Assert.Empty(Read("and so on"));
        Assert.Equal(["b"], Read("end\nb\n"));
    }

    [Fact]
    public void The_rest_without_LF_is_the_last_line()
    {
        Read("a\nlast");

        Assert.True(_decoder.ReadLast(out var line));
        Assert.Equal("last", line.Text());
    }

    [Fact]
    public void The_last_line_loses_its_CR_as_well()
    {
        Read("last\r");

        Assert.True(_decoder.ReadLast(out var line));
        Assert.Equal("last", line.Text());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\n")]
    [InlineData("a\r\n")]
    [InlineData("123456789")]
    public void Nothing_after_the_last_LF_is_no_line(string input)
    {
        Read(input);

        Assert.False(_decoder.ReadLast(out _));
    }

    [Fact]
    public void The_limit_may_differ_from_line_to_line()
    {
        ReadOnlySpan<byte> input = "1234567890\n1234567890\n".Bytes();

        Assert.Equal(LineResult.Line, _decoder.Read(ref input, 10, out _));
        Assert.Equal(LineResult.TooLong, _decoder.Read(ref input, 9, out _));
    }

    [Fact]
    public void A_flood_without_LF_is_not_kept()
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
