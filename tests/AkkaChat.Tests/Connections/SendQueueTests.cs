using AkkaChat.Server.Connections;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Connections;

public sealed class SendQueueTests
{
    private static readonly SendQueueLimits Limits = new(32_000_000);

    private readonly SendQueue _sendQueue = new(Limits, new ConnectionStats());

    [Fact]
    public void Batches_are_pending_until_their_write_has_completed()
    {
        Batch one = Batch("a:1\n"), two = Batch("a:22\n"), three = Batch("a:333\n");
        _sendQueue.Add(one);
        _sendQueue.Add(two);
        Assert.Equal(one.Cost + two.Cost, _sendQueue.Pending);

        _sendQueue.TryBeginWrite();
        Assert.Equal(one.Cost + two.Cost, _sendQueue.Pending);

        _sendQueue.Add(three);
        Assert.Equal(one.Cost + two.Cost + three.Cost, _sendQueue.Pending);

        _sendQueue.CompleteWrite();
        Assert.Equal(three.Cost, _sendQueue.Pending);
        Assert.False(_sendQueue.IsEmpty);

        _sendQueue.TryBeginWrite();
        _sendQueue.CompleteWrite();
        Assert.True(_sendQueue.IsEmpty);
    }

    [Fact]
    public void Tiny_batches_are_charged_for_the_memory_that_they_take() =>
        Assert.InRange(Batch("a:\n").Cost, 150, 500);

    [Fact]
    public void A_write_has_a_limited_number_of_batches()
    {
        var count = (2 * SendQueue.MaxBatchesPerWrite) + 1;
        for (var i = 0; i < count; i++)
            Add($"a:{i}\n");

        var written = "";
        var writes = 0;
        while (_sendQueue.TryBeginWrite() is { } write)
        {
            written += write.Text();
            writes++;
            _sendQueue.CompleteWrite();
        }

        Assert.Equal(3, writes);
        Assert.Equal(string.Concat(Enumerable.Range(0, count).Select(i => $"a:{i}\n")), written);
        Assert.True(_sendQueue.IsEmpty);
    }

    [Fact]
    public void A_write_has_a_target_size()
    {
        var sendQueue = new SendQueue(new SendQueueLimits(100_000_000), new ConnectionStats());
        var large = new string('x', (Limits.TargetBytesPerWrite / 2) - 1) + "\n";
        for (var i = 0; i < 5; i++)
            sendQueue.Add(Batch(large));

        var sizes = new List<int>();
        while (sendQueue.TryBeginWrite() is { } write)
        {
            sizes.Add(write.Count / large.Length);
            sendQueue.CompleteWrite();
        }

        Assert.Equal([2, 2, 1], sizes);
    }

    [Fact]
    public void It_is_congested_from_above_the_high_watermark_until_below_the_low_one()
    {
        Assert.Equal((20_000_000, 19_500_000, 1_000_000), (Limits.HighWatermark, Limits.LowWatermark, Limits.Window));
        AddCosting(Limits.HighWatermark);
        Assert.False(_sendQueue.IsCongested);

        _sendQueue.TryBeginWrite();
        AddCosting(1000);
        Assert.True(_sendQueue.IsCongested);

        AddCosting(Limits.LowWatermark - 1000);
        _sendQueue.CompleteWrite();
        Assert.True(_sendQueue.IsCongested);

        _sendQueue.TryBeginWrite();
        _sendQueue.CompleteWrite();
        Assert.False(_sendQueue.IsCongested);
    }

    [Fact]
    public void It_is_over_its_limit_above_max_pending()
    {
        AddCosting(Limits.MaxPending);
        Assert.False(_sendQueue.IsOverLimit);

        Add("x");

        Assert.True(_sendQueue.IsOverLimit);
    }

    private void AddCosting(int cost)
    {
        var batch = new Batch(new byte[cost - new Batch(Array.Empty<byte>()).Cost]);
        Assert.Equal(cost, batch.Cost);
        _sendQueue.Add(batch);
    }

    private void Add(string lines) => _sendQueue.Add(Batch(lines));

    private static Batch Batch(string lines) => new(lines.Bytes());
}
