using AkkaChat.Server.Connections;

namespace AkkaChat.Server.Hosting;

/// <summary>A configured port cannot be opened, at one address at least.</summary>
internal sealed class CannotListenException(HostPort address, string reason)
    : Exception($"cannot listen on {address}: {reason}");
