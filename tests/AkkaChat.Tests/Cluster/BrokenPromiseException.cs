namespace AkkaChat.Tests.Cluster;

/// <summary>A member saw something that no member may see, or did not see what it had to.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
