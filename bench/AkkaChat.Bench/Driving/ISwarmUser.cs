namespace AkkaChat.Bench.Driving;

/// <summary>What is done with the connections of a <see cref="Swarm"/>; changes from phase to phase.</summary>
internal interface ISwarmUser
{
    void Received(Connection connection, ReadOnlySpan<byte> bytes);

    /// <summary>All that was to be sent has been taken by the kernel.</summary>
    void CanSend(Connection connection);

    /// <summary>The server has closed or reset it.</summary>
    void Closed(Connection connection);
}
