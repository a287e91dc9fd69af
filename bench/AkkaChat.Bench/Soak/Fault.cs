namespace AkkaChat.Bench.Soak;

/// <summary>A kind of fault of a server.</summary>
internal enum Fault
{
    Lost,
    Duplicated,
    Reordered,

    /// <summary>A line that no client has sent like that, or that must not be sent.</summary>
    Malformed,

    /// <summary>Two members have seen different lines, or the same lines in a different order.</summary>
    OrderDiffers,

    /// <summary>A client that did nothing wrong was closed, reset, or kept waiting until its timeout.</summary>
    NotServed,
}
