namespace AkkaChat.Server.Connections;

/// <summary>TCP keep-alive. The kernel counts in whole seconds.</summary>
/// <param name="Idle">Silence before the first probe.</param>
/// <param name="Interval">Time between probes.</param>
/// <param name="Count">Unanswered probes after which the connection is reset.</param>
internal sealed record KeepAliveSettings(TimeSpan Idle, TimeSpan Interval, int Count);
