using System.Diagnostics;

namespace AkkaChat.Server.Room;

/// <summary>
/// The lines that the room accepts while a member is congested. Two token buckets, of the bytes that lines cost in the send queues, must
/// allow a line: the share of its author, so that a flood uses up its own share and waits, and the head room of all, so
/// that a member that reads is not disconnected because of others, however many they are. What exceeds a share in a line
/// that is longer comes from a third bucket.
/// <para>
/// The head room above its reserve may also be used by members that have used up their share. Where not all can go on, they
/// take turns by what they have used: start-time fair queueing (Goyal, Vin and Cheng, 1996).
/// </para>
/// </summary>
/// <param name="clock">Monotonic.</param>
internal sealed class FairShares(FairShareLimits limits, Func<TimeSpan> clock)
{
    /// <summary>Counts the times at which congestion began. Accounts of an earlier one are void.</summary>
    private int _congestion;
    private double _headRoom;
    private double _longLines;

    /// <summary>A line waits for what is above the reserve: those that come after it must not use it.</summary>
    private bool _isSpareAwaited;
    private TimeSpan _refilled;

    /// <summary>Start tag of the last line that was accepted.</summary>
    private double _virtualTime;

    /// <summary>The rate of the refill from now on, and the maximum.</summary>
    public FairShareLimits Limits { get; set; } = limits;

    /// <summary>The number of members that are congested.</summary>
    public int Congested { get; private set; }

    /// <summary>A member is congested: lines are accepted within the shares only.</summary>
    public bool IsActive => Congested > 0;

    /// <summary>Records that a member is congested, or no longer.</summary>
    /// <returns>True if the congestion began or ended.</returns>
    public bool SetCongested(MemberState member, bool isCongested)
    {
        if (member.IsCongested == isCongested)
            return false;

        var wasActive = IsActive;
        member.IsCongested = isCongested;
        Congested += isCongested ? 1 : -1;
        if (!wasActive)
            Begin();
        return IsActive != wasActive;
    }

    /// <summary>
    /// The member has joined. During a congestion it begins as if it had used its share but for what is refilled in one second,
    /// so that a client gains nothing by joining again and again.
    /// </summary>
    public void OnJoined(MemberState member)
    {
        if (!IsActive)
            return;

        var oneSecond = Math.Min(1, TimeSpan.FromSeconds(1) / Limits.RefillTime) * Limits.Share;
        member.Account = new ShareAccount(_congestion, oneSecond, clock(), _virtualTime + Limits.Share - oneSecond);
    }

    /// <summary>Orders the lines that wait: the smallest first.</summary>
    public double StartTag(MemberState member) => IsActive ? Math.Max(_virtualTime, Account(member).FinishTag) : 0;

    /// <param name="lineCost">Of the next line of the member.</param>
    /// <param name="available">The bytes that it may add now: enough for that line if it is allowed.</param>
    /// <returns>Why the line has to wait; null if it is allowed.</returns>
    public SayProgress? Check(MemberState member, int lineCost, out int available)
    {
        Debug.Assert(IsActive, "without congestion there is no limit");
        Refill();
        var tokens = Account(member).Tokens;
        if (lineCost > Limits.Share)
        {
            available = lineCost;
            return tokens < Limits.Share || _longLines <= 0 ? SayProgress.ShareUsedUp : HeadRoomFor(Limits.Share);
        }

        if (tokens >= lineCost)
        {
            available = (int)Math.Min(tokens, _headRoom);
            return HeadRoomFor(lineCost);
        }

        available = (int)Math.Min(_headRoom - Limits.Reserve, Limits.Share);
        _isSpareAwaited |= available < lineCost;
        return _isSpareAwaited ? SayProgress.ShareUsedUp : null;
    }

    /// <summary>All lines that wait are checked again, in the order of their start tags.</summary>
    public void BeginRound() => _isSpareAwaited = false;

    /// <summary>Charges lines that were accepted.</summary>
    public void Charge(MemberState member, int cost)
    {
        if (!IsActive)
            return;

        var fromShare = Math.Min(cost, Limits.Share);
        _headRoom -= fromShare;
        _longLines -= cost - fromShare;
        _virtualTime = StartTag(member);
        var account = Account(member);
        var fromTokens = account.Tokens >= fromShare ? cost : 0;
        member.Account = account with { Tokens = account.Tokens - fromTokens, FinishTag = _virtualTime + cost };
    }

    private SayProgress? HeadRoomFor(int cost) => _headRoom < cost ? SayProgress.HeadRoomUsedUp : null;

    private void Begin()
    {
        _congestion++;
        _headRoom = Limits.HeadRoom;
        _longLines = Limits.LongLines;
        _refilled = clock();
        _virtualTime = 0;
        _isSpareAwaited = false;
    }

    private void Refill()
    {
        var now = clock();
        var part = (now - _refilled) / Limits.RefillTime;
        _refilled = now;
        _headRoom = Math.Min(Limits.HeadRoom, _headRoom + (part * Limits.HeadRoom));
        _longLines = Math.Min(Limits.LongLines, _longLines + (part * Limits.LongLines));
    }

    /// <summary>A full share for a member that was there when the congestion began.</summary>
    private ShareAccount Account(MemberState member)
    {
        var account = member.Account;
        if (account.Congestion != _congestion)
            return new ShareAccount(_congestion, Limits.Share, _refilled, _virtualTime);

        var refill = (_refilled - account.Refilled) / Limits.RefillTime * Limits.Share;
        return account with { Tokens = Math.Min(Limits.Share, account.Tokens + refill), Refilled = _refilled };
    }
}
