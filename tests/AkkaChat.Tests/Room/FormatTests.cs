using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Room;

public sealed class FormatTests
{
    private const int Enough = 1000;

    [Fact]
    public void A_line_is_the_author_a_colon_the_content_and_LF() =>
        Assert.Equal("server:go away\n", ((ReadOnlySpan<byte>)LineFormat.Line("server", "go away")).Text());

    [Fact]
    public void A_prefix_is_the_author_and_a_colon() =>
        Assert.Equal("alice:", ((ReadOnlySpan<byte>)LineFormat.Prefix("alice".Bytes())).Text());

    [Theory]
    [InlineData("hello\n", "al:hello\n")]
    [InlineData("\n", "al:\n")]
    [InlineData("a\nb\n", "al:a\nal:b\n")]
    [InlineData(" a: b \n\n", "al: a: b \nal:\n")]
    public void Each_line_of_a_batch_has_its_author(string contents, string batch)
    {
        var builder = new BatchBuilder(Enough);
        builder.Append("al:".Bytes(), contents.Bytes());

        Assert.Equal(batch.Length, builder.Length);
        Assert.Equal(batch, Take(builder).Bytes.Text());
    }

    [Fact]
    public void Lines_of_several_authors_stand_in_the_order_of_their_appending()
    {
        var builder = new BatchBuilder(Enough);
        builder.Append("a:".Bytes(), "1\n2\n".Bytes());
        builder.Append("b:".Bytes(), "3\n".Bytes());
        builder.Append("a:".Bytes(), "4\n".Bytes());

        Assert.Equal("a:1\na:2\nb:3\na:4\n", Take(builder).Bytes.Text());
    }

    [Fact]
    public void After_taking_a_new_batch_begins()
    {
        var builder = new BatchBuilder(Enough);
        builder.Append("a:".Bytes(), "1\n".Bytes());
        var first = Take(builder);
        Assert.Equal(0, builder.Length);
        builder.Append("a:".Bytes(), "2\n".Bytes());

        Assert.Equal("a:1\n", first.Bytes.Text());
        Assert.Equal("a:2\n", Take(builder).Bytes.Text());
    }

    [Fact]
    public void What_was_handed_out_stays_as_it_is_while_more_is_appended()
    {
        var builder = new BatchBuilder(Enough);
        builder.Append("a:".Bytes(), "1\n2\n".Bytes());
        var early = builder.Slice(4, 8);
        for (var i = 0; i < 100; i++)
            builder.Append("b:".Bytes(), "more\n".Bytes());

        Assert.Equal("a:2\n", early.Bytes.Text());
        Assert.StartsWith("a:1\na:2\nb:more\n", Take(builder).Bytes.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Positions_go_on_after_what_is_forgotten()
    {
        var builder = new BatchBuilder(Enough);
        builder.Append("a:".Bytes(), "1\n".Bytes());
        builder.Trim();
        builder.Append("a:".Bytes(), "2\n3\n".Bytes());

        Assert.Equal(12, builder.End);
        Assert.Equal("a:2\n", builder.Slice(4, 8).Bytes.Text());
        Assert.Equal("a:3\n", builder.Slice(8, 12).Bytes.Text());
    }

    [Fact]
    public void A_batch_takes_no_further_line_once_it_has_enough()
    {
        var builder = new BatchBuilder(10);
        var lines = "12\n34\n56\n78\n".Bytes();

        var taken = builder.Append("a:".Bytes(), lines);

        Assert.Equal(6, taken);
        Assert.Equal(0, builder.Append("a:".Bytes(), lines.AsSpan(taken)));
        Assert.Equal("a:12\na:34\n", Take(builder).Bytes.Text());
        builder.Append("a:".Bytes(), lines.AsSpan(taken));
        Assert.Equal("a:56\na:78\n", Take(builder).Bytes.Text());
    }

    [Fact]
    public void A_batch_takes_one_line_however_long_it_is()
    {
        var builder = new BatchBuilder(10);

        Assert.Equal(101, builder.Append("a:".Bytes(), (new string('x', 100) + "\n").Bytes()));
    }

    [Fact]
    public void A_batch_has_the_same_bytes_for_the_wire()
    {
        var batch = new Batch(new ArraySegment<byte>("xxa:1\nxx".Bytes(), 2, 4));

        Assert.Equal(4, batch.Length);
        Assert.Equal("a:1\n", batch.Wire.Text());
        Assert.Equal("a:1\n", batch.Bytes.Text());
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

    private static Batch Take(BatchBuilder builder)
    {
        var batch = builder.Slice(builder.End - builder.Length, builder.End);
        builder.Trim();
        return batch;
    }
}
