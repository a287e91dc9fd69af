using AkkaChat.Server.Connections;

namespace AkkaChat.Server.Hosting;

/// <summary>A port that is wanted cannot be had.</summary>
internal sealed class CannotListenException(HostPort where, string reason) : Exception($"cannot listen on {where}: {reason}");
