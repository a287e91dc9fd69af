namespace AkkaChat.Server.Dispatch;

/// <summary>When what is ready to run gets its turn.</summary>
internal enum Lane
{
    /// <summary>In the order in which it became ready.</summary>
    First,

    /// <summary>When nothing else is ready.</summary>
    Last,
}
