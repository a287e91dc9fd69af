using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Protocol;

public sealed class LineFormatTests
{
    [Fact]
    public void A_line_is_the_author_a_colon_the_content_and_LF() =>
        Assert.Equal("server:go away\n", ((ReadOnlySpan<byte>)LineFormat.Line("server", "go away")).Text());

    [Fact]
    public void A_prefix_is_the_author_and_a_colon() =>
        Assert.Equal("alice:", ((ReadOnlySpan<byte>)LineFormat.Prefix("alice".Bytes())).Text());

    [Fact]
    public void A_line_that_is_put_together_from_its_parts_is_the_same()
    {
        var content = "go away".Bytes();
        var ended = new byte[LineFormat.EndedLength(content)];
        LineFormat.CopyEnded(content, ended);
        var prefix = LineFormat.Prefix("server".Bytes());
        var line = new byte[prefix.Length + ended.Length];

        LineFormat.Copy(prefix, ended, line);

        Assert.Equal(LineFormat.Line("server", "go away"), line);
        Assert.Equal(line.Length, LineFormat.LengthOfFirst([.. line, .. line]));
        Assert.Equal(2, LineFormat.Count([.. line, .. line]));
    }

    [Fact]
    public void Lines_count_and_keep_their_contents()
    {
        var builder = new Lines.Builder(1);
        builder.Add("one".Bytes());
        builder.Add([]);
        builder.Add("three".Bytes());
        var lines = builder.Build()!;

        Assert.Equal(3, lines.Count);
        Assert.Equal("one\n\nthree\n", lines.Bytes.Span.Text());
    }

    [Fact]
    public void No_lines_are_null() => Assert.Null(new Lines.Builder(10).Build());
}
