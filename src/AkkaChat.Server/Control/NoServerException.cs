namespace AkkaChat.Server.Control;

/// <summary>No server answers at the path of its control socket.</summary>
internal sealed class NoServerException(string path, string reason) : Exception($"no server answers at {path}: {reason}");
