namespace AkkaChat.Server.Scheduling;

internal enum Priority
{
    /// <summary>First in, first out.</summary>
    Normal,

    /// <summary>Only when nothing of normal priority is ready, but deferred a limited number of times.</summary>
    Low,
}
