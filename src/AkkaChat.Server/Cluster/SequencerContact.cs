namespace AkkaChat.Server.Cluster;

/// <summary>Whether a sequencer serves the relay and in which epoch, and what follows if none does for long.</summary>
/// <param name="clock">Monotonic.</param>
internal sealed class SequencerContact(Func<TimeSpan> clock)
{
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(30);

    /// <summary>Longer than a takeover with any failure that is documented.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(15);

    private bool _wasServed;

    /// <summary>When the relay was last served; until it has been, when it started.</summary>
    private TimeSpan _served = clock();

    /// <summary>Of the last attachment; default if there was none, or the members have been expelled since.</summary>
    private Epoch _epoch;
    private bool _isLossTaken;

    public ContactState State =>
        !_wasServed ? ContactState.Waiting : Unserved > LostAfter ? ContactState.Lost : ContactState.Attached;

    /// <summary>How long no sequencer has served the relay.</summary>
    public TimeSpan Unserved => clock() - _served;

    /// <summary>The process has to end.</summary>
    public bool IsGivenUp => Unserved > GivenUpAfter;

    /// <summary>The relay is attached to a sequencer, and has a message of it.</summary>
    /// <returns>True if this is a new attachment.</returns>
    public bool OnServed(Epoch epoch)
    {
        var isNew = epoch != _epoch;
        (_wasServed, _served, _epoch, _isLossTaken) = (true, clock(), epoch, false);
        return isNew;
    }

    /// <summary>True once after the contact was lost: the members cannot be served any longer, and are to be expelled.</summary>
    public bool TakeLoss()
    {
        if (State != ContactState.Lost || _isLossTaken)
            return false;

        (_isLossTaken, _epoch) = (true, default);
        return true;
    }

    /// <summary>The members have been expelled: what comes next is a new attachment, be it in the same epoch.</summary>
    public void OnExpelled() => _epoch = default;
}
