using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Room;

public sealed class FairSharesTests
{
    private const int Share = 1000;

    /// <summary>Ten members may use a whole share each.</summary>
    private static readonly FairShareLimits Limits = new(Share, HeadRoom: 10_000, RefillTime: TimeSpan.FromSeconds(10));

    private readonly FairShares _shares;
    private readonly Member<string> _stuck = Member("stuck");
    private readonly Member<string> _alice = Member("alice");
    private TimeSpan _now = TimeSpan.FromHours(1);

    public FairSharesTests() => _shares = new FairShares(Limits, () => _now);

    [Fact]
    public void Shares_apply_while_any_member_is_congested()
    {
        Assert.False(_shares.IsActive);
        Congest();
        Assert.False(_shares.SetCongested(_alice, true));
        Assert.False(_shares.SetCongested(_alice, true));
        Assert.Equal(2, _shares.Congested);

        Assert.False(_shares.SetCongested(_alice, false));
        Assert.True(_shares.IsActive);
        Assert.True(_shares.SetCongested(_stuck, false));
        Assert.False(_shares.IsActive);
    }

    [Fact]
    public void A_member_may_use_its_share_at_once_and_then_waits()
    {
        Congest();

        Assert.Equal(Share, Use(_alice, 100));
        Assert.False(CanSay(_alice, 1));
    }

    [Fact]
    public void Head_room_above_the_reserve_may_be_used_beyond_the_share()
    {
        Congest();
        Use(_alice, 100);
        Wait(2);

        // The flood waits for it too, and waited first.
        Assert.Equal(200, Use(_alice, 100));
        _shares.BeginRound();

        Assert.Equal(800, Use(_alice, 100));
    }

    [Fact]
    public void A_share_is_refilled_evenly()
    {
        Congest();
        Use(_alice, 100);

        Wait(0.99);
        Assert.False(CanSay(_alice, 100));
        Wait(0.01);
        Assert.Equal(100, Use(_alice, 100));
        Wait(5);
        Assert.Equal(500, Use(_alice, 100));
    }

    [Fact]
    public void A_share_is_never_more_than_full()
    {
        Congest();
        Use(_alice, 100);
        Wait(100);

        Assert.Equal(Share, Use(_alice, 100));
    }

    [Fact]
    public void One_member_that_has_used_up_its_share_takes_nothing_from_another()
    {
        Congest();
        Use(_alice, 100);

        Assert.Equal(Share, Use(Member("bob"), 100));
    }

    [Fact]
    public void However_many_speak_they_have_the_head_room_at_once_and_again_in_the_refill_time()
    {
        Congest();
        Member<string>[] members = [.. Enumerable.Range(0, 40).Select(i => Member($"m{i}"))];

        Assert.Equal(Limits.Reserve, members.Sum(member => Use(member, 100)));
        Wait(10);
        Assert.Equal(Limits.HeadRoom, members.Sum(member => Use(member, 100)));
    }

    [Fact]
    public void When_the_head_room_is_used_up_all_wait_for_it()
    {
        Congest();
        for (var i = 0; i < 10; i++)
            Use(Member($"m{i}"), 100);

        Assert.Equal(SayProgress.HeadRoomUsedUp, _shares.Check(_alice, 100, out _));
        Wait(0.1);
        Assert.True(CanSay(_alice, 100));
    }

    [Fact]
    public void The_member_that_has_used_least_comes_first()
    {
        Congest();
        var (bob, carol) = (Member("bob"), Member("carol"));
        Use(_alice, 500);
        _shares.Charge(bob, 100);

        Assert.True(_shares.StartTag(bob) < _shares.StartTag(_alice));
        Assert.True(_shares.StartTag(carol) < _shares.StartTag(bob));
    }

    [Fact]
    public void A_member_that_was_silent_gains_no_precedence_for_longer_than_a_line()
    {
        Congest();
        _shares.Charge(_alice, 100);
        _shares.Charge(_alice, 100);
        var bob = Member("bob");

        _shares.Charge(bob, 200);

        Assert.True(_shares.StartTag(bob) > _shares.StartTag(_alice));
    }

    [Fact]
    public void A_newcomer_begins_with_the_refill_of_one_second()
    {
        Congest();
        _shares.OnJoined(_alice);

        Assert.Equal(Share / 10, Use(_alice, 10));
    }

    /// <summary>Ten clients a second join, say what they may, and leave; a member says a little.</summary>
    [Fact]
    public void Clients_that_join_again_and_again_do_not_hold_back_a_member_that_says_little()
    {
        Congest();
        for (var i = 0; i < 1000; i++)
        {
            Wait(0.1);
            var newcomer = Member("again");
            _shares.OnJoined(newcomer);
            Assert.True(_shares.StartTag(newcomer) > _shares.StartTag(_alice));

            if (i % 10 == 0)
            {
                Assert.True(CanSay(_alice, 90));
                _shares.Charge(_alice, 90);
            }

            Use(newcomer, 100);
        }
    }

    [Fact]
    public void A_member_that_joined_before_the_congestion_is_no_newcomer()
    {
        Congest();
        _shares.SetCongested(_stuck, false);
        _shares.OnJoined(_alice);
        Congest();

        Assert.Equal(Share, Use(_alice, 100));
    }

    [Fact]
    public void A_line_that_is_longer_than_the_share_passes_when_the_share_is_full_and_is_paid_back()
    {
        Congest();
        Assert.True(CanSay(_alice, 3000));
        _shares.Charge(_alice, 3000);

        Wait(20);
        Assert.False(CanSay(_alice, 1));
        Wait(0.01);
        Assert.True(CanSay(_alice, 1));
        Assert.False(CanSay(_alice, 3000));
        Wait(10);
        Assert.True(CanSay(_alice, 3000));
    }

    [Fact]
    public void Long_lines_come_one_at_a_time()
    {
        Congest();
        Assert.True(CanSay(_alice, 5000));
        _shares.Charge(_alice, 5000);
        var bob = Member("bob");

        Assert.False(CanSay(bob, 5000));
        Assert.True(CanSay(bob, Share));
        Wait(60);
        Assert.True(CanSay(bob, 5000));
    }

    [Fact]
    public void The_next_congestion_begins_with_full_shares()
    {
        Congest();
        Use(_alice, 100);
        _shares.SetCongested(_stuck, false);

        Congest();

        Assert.Equal(Share, Use(_alice, 100));
    }

    /// <summary>So a congested member gets no more than its send queue has room for, whatever the others do.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_members_together_stay_within_the_head_room_in_any_refill_time(int seed)
    {
        const int LongestLine = 3000;
        var random = new Random(seed);
        var said = new List<(TimeSpan Time, int Cost)>();
        var members = Enumerable.Range(0, 50).Select(i => Member($"m{i}")).ToList();
        Congest();
        for (var step = 0; step < 20_000; step++)
        {
            Wait(random.NextDouble() * 0.01);
            _shares.BeginRound();
            var i = random.Next(members.Count);
            if (random.Next(50) == 0)
            {
                members[i] = Member("newcomer");
                _shares.OnJoined(members[i]);
            }

            var cost = random.Next(20) == 0 ? LongestLine : random.Next(1, 400);
            while (CanSay(members[i], cost))
            {
                _shares.Charge(members[i], cost);
                said.Add((_now, cost));
            }
        }

        var most = said.Max(first => said
            .Where(other => other.Time >= first.Time && other.Time <= first.Time + Limits.RefillTime)
            .Sum(other => other.Cost));

        Assert.InRange(most, Limits.HeadRoom, (2 * (Limits.HeadRoom + Limits.LongLines)) + LongestLine);
    }

    private static Member<string> Member(string name) => new(name, TestLines.Name(name));

    /// <summary>A member is congested, and a flood uses its share and what is above the reserve.</summary>
    private void Congest()
    {
        _shares.SetCongested(_stuck, true);
        Assert.Equal(Limits.HeadRoom - Limits.Reserve, Use(Member("flood"), 100));
    }

    private void Wait(double seconds) => _now += TimeSpan.FromSeconds(seconds);

    private bool CanSay(Member<string> member, int cost) => _shares.Check(member, cost, out _) is null;

    /// <summary>Says lines while it may.</summary>
    /// <returns>What they cost.</returns>
    private int Use(Member<string> member, int lineCost)
    {
        var used = 0;
        while (CanSay(member, lineCost))
        {
            _shares.Charge(member, lineCost);
            used += lineCost;
        }

        return used;
    }
}
