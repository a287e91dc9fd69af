using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Room;

public sealed class PendingSaysTests
{
    private static readonly FairShareLimits Limits = new(Share: 1000, HeadRoom: 2000, RefillTime: TimeSpan.FromSeconds(10));

    private readonly PendingSays<string> _says;
    private readonly BatchBuilder _batch = new(10);
    private readonly Member<string> _alice = new("a", TestLines.Name("a"));
    private readonly Member<string> _bob = new("b", TestLines.Name("b"));
    private readonly Member<string> _carol = new("c", TestLines.Name("c"));
    private TimeSpan _now;

    public PendingSaysTests() => _says = new PendingSays<string>(new FairShares(Limits, () => _now));

    [Fact]
    public void A_say_whose_author_has_used_up_its_share_holds_nobody_behind_it()
    {
        UseUpShareOf(_alice);
        Enqueue(_alice, "1\n");
        Enqueue(_bob, "2\n");

        Assert.Equal("b", AppendFirst());
        Assert.Null(AppendFirst());
        Assert.True(_says.AwaitsRefill);
    }

    [Fact]
    public void Says_that_were_parked_keep_their_order_and_come_before_later_ones()
    {
        UseUpShareOf(_alice);
        UseUpShareOf(_bob);
        Enqueue(_bob, "1\n");
        Enqueue(_alice, "2\n");
        AppendFirst();
        _says.Shares.SetCongested(_alice, false);
        Enqueue(_bob, "3\n");

        _says.Requeue();

        Assert.Equal("bab", AppendFirst() + AppendFirst() + AppendFirst());
        Assert.Equal("b:1\na:2\nb:3\n", _batch.Snapshot().Bytes.Text());
        Assert.False(_says.AwaitsRefill);
    }

    [Fact]
    public void While_all_wait_for_the_head_room_who_has_used_least_goes_first()
    {
        UseUpShareOf(_alice);
        Charge(_bob, 700);
        Charge(_carol, 300);
        Enqueue(_bob, "1\n");
        Assert.Null(AppendFirst());
        Enqueue(_carol, "2\n");
        Assert.Null(AppendFirst());
        Assert.True(_says.AwaitsRefill);

        _now += Limits.RefillTime / 5;
        _says.Requeue();

        Assert.Equal("c", AppendFirst());
        Assert.Null(AppendFirst());
    }

    [Fact]
    public void A_long_line_that_waits_for_the_head_room_is_not_overtaken_by_short_ones()
    {
        UseUpShareOf(_alice);
        Charge(_bob, 900);
        var (dan, eve) = (new Member<string>("d", TestLines.Name("d")), new Member<string>("e", TestLines.Name("e")));
        Enqueue(_carol, new string('x', 500) + "\n");
        Assert.Null(AppendFirst());
        Enqueue(dan, "1\n");
        Enqueue(eve, "2\n");

        Assert.Null(AppendFirst());
        _now += Limits.RefillTime;
        _says.Requeue();

        Assert.Equal("c", AppendFirst());
    }

    [Fact]
    public void Beyond_the_shares_a_long_line_of_a_quiet_member_comes_before_short_ones_of_a_flood()
    {
        var says = new PendingSays<string>(new FairShares(Limits with { HeadRoom = 8000 }, () => _now));
        says.Shares.SetCongested(_bob, true);
        says.Shares.Charge(_carol, 1000);
        says.Shares.Charge(_alice, 1000);
        says.Shares.Charge(_alice, 500);
        says.Enqueue(_alice, TestLines.Of("1\n"), arrival: 0);
        says.Enqueue(_carol, TestLines.Of(new string('x', 100) + "\n"), arrival: 0);
        Member<string>? first;

        while (!says.TryAppendFirst(_batch, out first))
        {
            Assert.True(says.AwaitsRefill);
            _now += Limits.RefillTime / 20;
            says.Requeue();
        }

        Assert.Equal("c", first.Ref);
    }

    [Fact]
    public void Of_a_say_only_the_lines_that_the_share_covers_are_appended()
    {
        _says.Shares.SetCongested(_alice, true);
        Charge(_alice, 1000 - Batch.OverheadBytes - "a:1\na:2\n".Length);
        Enqueue(_alice, "1\n2\n3\n");

        Assert.Null(AppendFirst());

        Assert.Equal("a:1\na:2\n", _batch.Snapshot().Bytes.Text());
        Assert.Equal(SayProgress.ShareUsedUp, _says.Shares.Check(_alice, 1, out _));
    }

    [Fact]
    public void Says_of_a_member_that_has_left_are_dropped()
    {
        Enqueue(_alice, "1\n");
        Enqueue(_bob, "2\n");
        _alice.HasLeft = true;

        Assert.Equal("b", AppendFirst());
        Assert.Equal("b:2\n", _batch.Snapshot().Bytes.Text());
        Assert.False(_says.AwaitsRefill);
    }

    [Fact]
    public void Cleared_says_are_never_appended()
    {
        UseUpShareOf(_alice);
        Enqueue(_alice, "1\n");
        AppendFirst();
        Enqueue(_bob, "2\n");

        _says.Clear();

        Assert.False(_says.AwaitsRefill);
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

    private void UseUpShareOf(Member<string> member)
    {
        _says.Shares.SetCongested(_alice, true);
        Charge(member, 1000);
    }

    private void Charge(Member<string> member, int cost)
    {
        Assert.Null(_says.Shares.Check(member, cost, out _));
        _says.Shares.Charge(member, cost);
    }

    private void Enqueue(Member<string> author, string contents) =>
        _says.Enqueue(author, TestLines.Of(contents), arrival: 0);

    private string? AppendFirst() => _says.TryAppendFirst(_batch, out var author) ? author.Ref : null;
}
