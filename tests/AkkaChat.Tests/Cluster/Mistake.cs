using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>A rule that is broken, and a schedule that shows it; without one random schedules do.</summary>
internal sealed record Mistake(ProtocolRules Rules, Action<ProtocolRules>? Script = null);
