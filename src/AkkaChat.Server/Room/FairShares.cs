using System.Diagnostics;

namespace AkkaChat.Server.Room;

/// <summary>
/// Which lines the room accepts while a member is congested. Each member has a share: a token bucket of the bytes that its
/// lines cost in the send queues. A flood uses up its own share and waits; a member that says less never does.
/// <para>
/// What the shares let through in any refill time stays within the head room, so that it neither exceeds the send queue of
/// a congested member nor keeps one that reads from catching up: half of the head room is granted when members first speak, half is
/// refilled. With n members that have spoken during the congestion a share is 1/(2n) of the head room at most. Lines that
/// are longer than a share, and members that join during the congestion, use the <see cref="FairShareLimits.Reserve"/>.
/// </para>
/// </summary>
/// <param name="clock">Monotonic.</param>
internal sealed class FairShares(FairShareLimits limits, Func<TimeSpan> clock)
{
    /// <summary>The part of the rest of the grants that a member receives at most, so that something is left for others.</summary>
    private const int GrantDivisor = 5;

    /// <summary>Counts the times at which congestion began. Shares of an earlier one are void.</summary>
    private int _congestion;
    private int _speakers;
    private double _grants;
    private double _reserve;

    /// <summary>Bytes that each speaker has been credited since the congestion began.</summary>
    private double _credit;
    private TimeSpan _refilled;

    /// <summary>The number of members that are congested.</summary>
    public int Congested { get; private set; }

    /// <summary>A member is congested: lines are accepted within the shares only.</summary>
    public bool IsActive => Congested > 0;

    private double Share => Math.Min(limits.Share, limits.HeadRoom / 2.0 / Math.Max(1, _speakers));

    /// <summary>Records that a member is congested, or no longer.</summary>
    public void SetCongested(MemberState member, bool isCongested)
    {
        if (member.IsCongested == isCongested)
            return;

        if (isCongested && !IsActive)
            Begin();
        member.IsCongested = isCongested;
        Congested += isCongested ? 1 : -1;
    }

    /// <summary>The member has joined: during a congestion it begins with what is refilled in one second.</summary>
    public void OnJoined(MemberState member) => member.JoinedIn = IsActive ? _congestion : 0;

    /// <summary>The member has left.</summary>
    public void Remove(MemberState member)
    {
        if (IsActive && member.Account.Congestion == _congestion)
        {
            Refill();
            _speakers--;
        }

        SetCongested(member, false);
    }

    /// <summary>The bytes that a member may add now.</summary>
    /// <param name="lineCost">Of its next line.</param>
    /// <returns>At least <paramref name="lineCost"/>; or 0, and the line must wait.</returns>
    public int Available(MemberState member, int lineCost)
    {
        Debug.Assert(IsActive, "without congestion there is no limit");
        Refill();
        var tokens = Tokens(member);
        if (tokens >= lineCost)
            return (int)tokens;

        var isLongerThanFullShare = tokens >= Share;
        return isLongerThanFullShare && _reserve > 0 ? lineCost : 0;
    }

    /// <summary>Charges lines that were accepted.</summary>
    public void Charge(MemberState member, int cost)
    {
        var tokens = Tokens(member);
        _reserve -= Math.Max(0, cost - tokens);
        member.Account = new ShareAccount(_congestion, tokens - cost, _credit);
    }

    private void Begin()
    {
        _congestion++;
        _speakers = 0;
        _grants = limits.HeadRoom / 2.0;
        _reserve = limits.Reserve;
        _credit = 0;
        _refilled = clock();
    }

    private void Refill()
    {
        var now = clock();
        var part = (now - _refilled) / limits.RefillTime;
        _refilled = now;
        _credit += part * Share;
        _reserve = Math.Min(limits.Reserve, _reserve + (part * limits.Reserve));
    }

    private double Tokens(MemberState member)
    {
        if (member.Account.Congestion != _congestion)
        {
            _speakers++;
            member.Account = new ShareAccount(_congestion, Grant(member), _credit);
        }

        var account = member.Account;
        return Math.Min(Share, account.Tokens + _credit - account.Credit);
    }

    private double Grant(MemberState member)
    {
        if (member.JoinedIn == _congestion)
        {
            var oneSecond = Math.Min(1, TimeSpan.FromSeconds(1) / limits.RefillTime) * Share;
            var fromReserve = Math.Clamp(_reserve, 0, oneSecond);
            _reserve -= fromReserve;
            return fromReserve;
        }

        var grant = Math.Min(Share, _grants / GrantDivisor);
        _grants -= grant;
        return grant;
    }
}
