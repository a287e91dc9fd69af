namespace AkkaChat.Bench.Checking;

/// <summary>What a server can do wrong.</summary>
internal enum Fault
{
    Lost,
    Duplicated,
    OutOfOrder,

    /// <summary>A line that nobody sent like that, or that must not be sent.</summary>
    Malformed,

    /// <summary>Two members have seen different lines, or the same lines in a different order.</summary>
    OrderDiffers,

    /// <summary>A client that did nothing wrong was closed, reset, or kept waiting for too long.</summary>
    NotServed,
}
