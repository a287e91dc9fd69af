using System.Text;
using AkkaChat.TerminalClient.Connection;
using FsCheck.Xunit;

namespace AkkaChat.Tests.TerminalClient;

public sealed class LineFramerTests
{
    [Property]
    public bool Lines_are_the_same_in_every_segmentation(string[] lines, byte[] cuts)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\n")));
        var framer = new LineFramer();
        var framed = new List<string>();
        var start = 0;
        foreach (var cut in cuts)
        {
            var end = Math.Min(bytes.Length, start + cut);
            framer.Feed(bytes.AsSpan(start..end), framed);
            start = end;
        }

        framer.Feed(bytes.AsSpan(start), framed);
        return framed.SequenceEqual(Feed(bytes));
    }

    [Fact]
    public void An_endless_line_is_cut_as_soon_as_it_is_too_long_and_its_rest_is_skipped()
    {
        var framer = new LineFramer();
        var lines = new List<string>();
        var chunk = Encoding.UTF8.GetBytes(new string('x', 64 * 1024));
        for (var i = 0; i < 100; i++)
            framer.Feed(chunk, lines);
        var cut = Assert.Single(lines);
        Assert.Equal(new string('x', LineFramer.MaxLineLength) + LineFramer.CutMark, cut);

        framer.Feed("rest\nnext\n"u8, lines);

        Assert.Equal("next", lines[^1]);
        Assert.Equal(2, lines.Count);
    }

    [Fact]
    public void Invalid_UTF8_and_characters_that_drive_a_terminal_are_replaced()
    {
        Assert.Equal(["\uFFFD(\uFFFD", "?[31mred?[0m?\t?0;title?", "????"],
            Feed([0xFF, (byte)'(', 0xC3, (byte)'\n', .. "\u001b[31mred\u001b[0m\r\t\u009d0;title\a\n\u2028\u202E\u2066\0\n"u8]));
    }

    private static List<string> Feed(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        new LineFramer().Feed(bytes, lines);
        return lines;
    }
}
