using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Room;

public sealed class PendingSaysTests
{
    private readonly PendingSays<string> _says = new();
    private readonly BatchBuilder _batch = new(10);
    private readonly Member<string> _alice = new("a", TestLines.Name("a"));
    private readonly Member<string> _bob = new("b", TestLines.Name("b"));

    [Fact]
    public void Says_are_appended_in_the_order_of_their_arrival()
    {
        Enqueue(_alice, "1\n");
        Enqueue(_bob, "2\n");

        Assert.Equal("a", AppendFirst());
        Assert.Equal("b", AppendFirst());
        Assert.Null(AppendFirst());
        Assert.Equal("a:1\nb:2\n", _batch.Snapshot().Bytes.Text());
    }

    [Fact]
    public void A_long_say_spans_batches_and_keeps_others_behind_it()
    {
        using var durations = new RecordedHistogram();
        Enqueue(_alice, "123456\n789012\n3\n");
        Enqueue(_bob, "me\n");

        Assert.Null(AppendFirst());
        Assert.Equal("a:123456\na:789012\n", _batch.Build(durations.Histogram, 1).Bytes.Text());
        Assert.Equal("a", AppendFirst());
        Assert.Equal("b", AppendFirst());
        Assert.Equal("a:3\nb:me\n", _batch.Snapshot().Bytes.Text());
    }

    [Fact]
    public void Cleared_says_are_never_appended()
    {
        Enqueue(_alice, "1\n");

        _says.Clear();

        Assert.Null(AppendFirst());
        Assert.True(_batch.IsEmpty);
    }

    [Fact]
    public void A_say_is_timed_with_the_batch_that_has_its_last_line()
    {
        using var durations = new RecordedHistogram();
        _says.Enqueue(_alice, TestLines.Of("123456\n789012\n3\n"), arrival: 1);

        AppendFirst();
        Assert.Null(_batch.Build(durations.Histogram, 1).Timer);
        AppendFirst();
        Assert.NotNull(_batch.Build(durations.Histogram, 1).Timer);
    }

    private void Enqueue(Member<string> author, string contents) =>
        _says.Enqueue(author, TestLines.Of(contents), arrival: 0);

    private string? AppendFirst() => _says.TryAppendFirst(_batch, out var author) ? author.Ref : null;
}
