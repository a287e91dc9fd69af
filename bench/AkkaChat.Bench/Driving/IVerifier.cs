namespace AkkaChat.Bench.Driving;

/// <summary>Checks what the members receive, all of it.</summary>
internal interface IVerifier
{
    /// <summary>Messages that have been delivered, to all members together.</summary>
    long Deliveries { get; }

    /// <summary>A member has received something.</summary>
    /// <exception cref="FaultException">It is not what it should be.</exception>
    void Take(Connection member, ReadOnlySpan<byte> bytes);

    /// <summary>All members have all that has been sent, and nothing else.</summary>
    bool IsComplete();
}
