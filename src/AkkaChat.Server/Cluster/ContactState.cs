namespace AkkaChat.Server.Cluster;

/// <summary>Whether a relay is a part of the room.</summary>
internal enum ContactState
{
    /// <summary>It has never been.</summary>
    Waiting,

    /// <summary>It is, or a takeover is in progress.</summary>
    Attached,

    /// <summary>No sequencer for a long time.</summary>
    Lost,

    /// <summary>The room of this node closes, or has closed.</summary>
    Closing,
}
