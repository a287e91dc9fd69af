using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Room;

public sealed class PendingSaysTests
{
    private readonly PendingSays<string> _says = new();
    private readonly BatchBuilder _batch = new(10);
    private readonly Member<string> _alice = new("a", TestLines.Name("a"));

    [Fact]
    public void Cleared_says_are_never_appended()
    {
        _says.Enqueue(_alice, TestLines.Of("1\n"), arrival: 0);

        _says.Clear();

        AppendFirst();
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

    private void AppendFirst() => _says.TryAppendFirst(_batch, out _);
}
