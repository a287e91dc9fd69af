namespace AkkaChat.Server.Connections;

/// <param name="MaxConnections">Open connections, with or without a username.</param>
/// <param name="MaxConnectionsPerAddress">The same per remote address (IPv6: per /64 network); null for no limit.</param>
/// <param name="Denied">Whose clients are refused.</param>
internal sealed record ConnectionLimits(int MaxConnections, int? MaxConnectionsPerAddress, DeniedAddresses Denied);
