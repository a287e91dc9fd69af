namespace AkkaChat.Server.Cluster;

/// <summary>Messages of a node to its own relay, beside those of members.</summary>
internal static class RelayMessages
{
    /// <summary>Answered by <see cref="ContactState"/>.</summary>
    public sealed record GetContact { public static readonly GetContact Instance = new(); }

    /// <summary>Answered by <see cref="AttachedToRoom"/> or <see cref="NotAttached"/>.</summary>
    public sealed record AwaitAttached { public static readonly AwaitAttached Instance = new(); }

    /// <summary>The relay receives the stream: clients can come.</summary>
    public sealed record AttachedToRoom { public static readonly AttachedToRoom Instance = new(); }

    /// <summary>The relay was not attached within <see cref="SequencerContact.GivenUpAfter"/>.</summary>
    public sealed record NotAttached { public static readonly NotAttached Instance = new(); }
}
