namespace AkkaChat.Server.Room;

/// <summary>How far a <see cref="PendingSay{TRef}"/> has come.</summary>
internal enum SayProgress
{
    /// <summary>All its lines have their place in the order.</summary>
    Accepted,

    /// <summary>The author has left: the rest is dropped.</summary>
    Dropped,

    /// <summary>The batch is full; the rest waits for a later one.</summary>
    BatchFull,

    /// <summary>The author has used up its share; or the line is longer, and other long ones came before.</summary>
    ShareUsedUp,

    /// <summary>All members together have used up the head room.</summary>
    HeadRoomUsedUp,
}
