using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Room;

public sealed class BatchBuilderTests : IDisposable
{
    private readonly RecordedHistogram _durations = new();
    private readonly BatchBuilder _builder = new(10);

    public void Dispose() => _durations.Dispose();

    [Theory]
    [InlineData("hello\n", "al:hello\n")]
    [InlineData("\n", "al:\n")]
    [InlineData("a\nb\n", "al:a\nal:b\n")]
    [InlineData(" a: b \n\n", "al: a: b \n")]
    public void Each_line_of_a_batch_has_its_author_in_front(string contents, string batch)
    {
        _builder.Append("al:".Bytes(), contents.Bytes());

        Assert.Equal(batch.Length, _builder.Length);
        Assert.Equal(batch, Build());
    }

    [Fact]
    public void Lines_of_several_authors_keep_the_order_in_which_they_were_appended()
    {
        Append("a:", "1\n");
        Append("b:", "2\n");
        Append("a:", "3\n");

        Assert.Equal("a:1\nb:2\na:3\n", Build());
    }

    [Fact]
    public void After_a_batch_was_built_a_new_one_begins()
    {
        Append("a:", "1\n");
        var first = _builder.Build(_durations.Histogram, 1);
        Assert.True(_builder.IsEmpty);

        Append("a:", "2\n");

        Assert.Equal("a:1\n", first.Bytes.Text());
        Assert.Equal("a:2\n", Build());
    }

    [Fact]
    public void A_snapshot_stays_as_it_is_while_building_goes_on()
    {
        Append("a:", "1\n");
        var snapshot = _builder.Snapshot();

        Append("b:", "more\n");

        Assert.Equal("a:1\n", snapshot.Bytes.Text());
        Assert.Equal("a:1\nb:more\n", Build());
    }

    [Fact]
    public void A_full_batch_takes_no_further_line()
    {
        var lines = "12\n34\n56\n78\n".Bytes();

        var appended = _builder.Append("a:".Bytes(), lines);

        Assert.Equal(6, appended);
        Assert.True(_builder.IsFull);
        Assert.Equal(0, _builder.Append("a:".Bytes(), lines.AsSpan(appended)));
        Assert.Equal("a:12\na:34\n", Build());
        _builder.Append("a:".Bytes(), lines.AsSpan(appended));
        Assert.Equal("a:56\na:78\n", Build());
    }

    [Fact]
    public void A_batch_takes_one_line_however_long_it_is() =>
        Assert.Equal(101, _builder.Append("a:".Bytes(), (new string('x', 100) + "\n").Bytes()));

    [Theory]
    [InlineData(0, 2, false)]
    [InlineData(1, 0, false)]
    [InlineData(1, 2, true)]
    public void A_batch_is_timed_if_arrivals_were_noted_and_it_has_recipients(long arrival, int recipients, bool isTimed)
    {
        Append("a:", "1\n");
        _builder.AddArrival(arrival);

        Assert.Equal(isTimed, _builder.Build(_durations.Histogram, recipients).Timer is not null);
        Append("a:", "2\n");
        Assert.Null(_builder.Build(_durations.Histogram, 2).Timer);
    }

    [Fact]
    public void A_batch_has_the_same_bytes_for_the_socket()
    {
        var batch = new Batch(new ArraySegment<byte>("xxa:1\nb:2\nxx".Bytes(), 2, 8));

        Assert.Equal(8, batch.Length);
        Assert.Equal(2, batch.Lines);
        Assert.Equal("a:1\nb:2\n", batch.Wire.Text());
        Assert.Equal("a:1\nb:2\n", batch.Bytes.Text());
    }

    private void Append(string prefix, string lines) => _builder.Append(prefix.Bytes(), lines.Bytes());

    private string Build() => _builder.Build(_durations.Histogram, 1).Bytes.Text();
}
