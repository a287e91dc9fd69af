namespace AkkaChat.Server.Scheduling;

/// <summary>When what is ready to run gets its turn.</summary>
internal enum Priority
{
    /// <summary>In the order in which it became ready.</summary>
    Normal,

    /// <summary>When nothing else is ready.</summary>
    Low,
}
