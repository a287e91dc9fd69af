using AkkaChat.Server.Network;
using AkkaChat.Server.Room;
using AkkaChat.Server.Telemetry;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Network;

public sealed class OutboxTests
{
    private static readonly OutboxLimits Limits = new(32_000_000);

    private readonly Traffic _traffic = new();
    private readonly Outbox _outbox;

    public OutboxTests() => _outbox = new Outbox(Limits, _traffic);

    [Fact]
    public void An_empty_outbox_has_nothing_to_write()
    {
        Assert.True(_outbox.IsEmpty);
        Assert.Null(_outbox.TakeWrite());
    }

    [Fact]
    public void A_single_block_is_written_by_reference()
    {
        var block = Block("a:1\n");
        _outbox.Add(block);

        Assert.Same(block.Wire, _outbox.TakeWrite());
    }

    [Fact]
    public void Lines_count_as_taken_when_their_write_is_complete()
    {
        Add("a:1\n");
        _outbox.TakeWrite();
        Add("a:2\nb:3\n");
        Add("a:4\n");
        Assert.Equal(0, _traffic.LinesOut);

        _outbox.CompleteWrite();
        Assert.Equal(1, _traffic.LinesOut);
        _outbox.TakeWrite();
        _outbox.CompleteWrite();

        Assert.Equal(4, _traffic.LinesOut);
    }

    [Fact]
    public void Only_one_write_is_in_flight()
    {
        Add("a:1\n");
        _outbox.TakeWrite();
        Add("a:2\n");

        Assert.Null(_outbox.TakeWrite());
    }

    [Fact]
    public void What_gathers_during_a_write_leaves_together_and_in_order()
    {
        Add("a:1\n");
        _outbox.TakeWrite();
        Add("a:2\n");
        Add("b:3\n");
        Add("a:4\n");
        _outbox.CompleteWrite();

        Assert.Equal("a:2\nb:3\na:4\n", _outbox.TakeWrite()!.Text());
        Assert.Null(_outbox.TakeWrite());
    }

    [Fact]
    public void Blocks_are_pending_until_their_write_is_complete()
    {
        Block one = Block("a:1\n"), two = Block("a:22\n"), three = Block("a:333\n");
        _outbox.Add(one);
        _outbox.Add(two);
        Assert.Equal(one.Cost + two.Cost, _outbox.Pending);

        _outbox.TakeWrite();
        Assert.Equal(one.Cost + two.Cost, _outbox.Pending);

        _outbox.Add(three);
        Assert.Equal(one.Cost + two.Cost + three.Cost, _outbox.Pending);

        _outbox.CompleteWrite();
        Assert.Equal(three.Cost, _outbox.Pending);
        Assert.False(_outbox.IsEmpty);

        _outbox.TakeWrite();
        _outbox.CompleteWrite();
        Assert.True(_outbox.IsEmpty);
    }

    [Fact]
    public void Very_short_blocks_count_for_the_memory_that_they_take() =>
        Assert.InRange(Block("a:\n").Cost, 150, 500);

    [Fact]
    public void Very_many_blocks_leave_in_several_writes()
    {
        var count = (2 * Outbox.MaxBlocksPerWrite) + 1;
        for (var i = 0; i < count; i++)
            Add($"a:{i}\n");

        var written = "";
        var writes = 0;
        while (_outbox.TakeWrite() is { } write)
        {
            written += write.Text();
            writes++;
            _outbox.CompleteWrite();
        }

        Assert.Equal(3, writes);
        Assert.Equal(string.Concat(Enumerable.Range(0, count).Select(i => $"a:{i}\n")), written);
        Assert.True(_outbox.IsEmpty);
    }

    [Fact]
    public void A_write_takes_enough_bytes_and_leaves_the_rest_for_the_next()
    {
        var outbox = new Outbox(new OutboxLimits(100_000_000), new Traffic());
        var large = new string('x', (Outbox.EnoughPerWrite / 2) - 1) + "\n";
        for (var i = 0; i < 5; i++)
            outbox.Add(Block(large));

        var sizes = new List<int>();
        while (outbox.TakeWrite() is { } write)
        {
            sizes.Add(write.Count / large.Length);
            outbox.CompleteWrite();
        }

        Assert.Equal([2, 2, 1], sizes);
    }

    [Fact]
    public void It_is_congested_above_the_high_mark_until_it_is_below_the_low_one()
    {
        Assert.Equal((24_000_000, 23_000_000, 1_000_000), (Limits.High, Limits.Low, Limits.Window));
        AddCosting(Limits.High);
        Assert.False(_outbox.IsCongested);

        _outbox.TakeWrite();
        AddCosting(1000);
        Assert.True(_outbox.IsCongested);

        AddCosting(Limits.Low - 1000);
        _outbox.CompleteWrite();
        Assert.True(_outbox.IsCongested);

        _outbox.TakeWrite();
        _outbox.CompleteWrite();
        Assert.False(_outbox.IsCongested);
    }

    [Fact]
    public void It_is_overfull_above_its_limit()
    {
        AddCosting(Limits.MaxPending);
        Assert.False(_outbox.IsOverfull);

        Add("x");

        Assert.True(_outbox.IsOverfull);
    }

    private void AddCosting(int cost)
    {
        var block = new Block(new byte[cost - new Block(Array.Empty<byte>()).Cost]);
        Assert.Equal(cost, block.Cost);
        _outbox.Add(block);
    }

    private void Add(string lines) => _outbox.Add(Block(lines));

    private static Block Block(string lines) => new(lines.Bytes());
}
