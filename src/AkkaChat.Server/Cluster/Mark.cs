namespace AkkaChat.Server.Cluster;

/// <summary>Names a post: by its relay, and by a number that grows with each post of that relay.</summary>
internal readonly record struct Mark(long Relay, long Number);
