namespace AkkaChat.Server.Room;

/// <summary>The share of a member, as of its last use.</summary>
/// <param name="Congestion">The congestion in which it is valid; 0 for none.</param>
/// <param name="Tokens">In bytes; negative after a line that is longer than the share.</param>
/// <param name="Refilled">When the tokens were refilled last, by the monotonic clock.</param>
/// <param name="FinishTag">In the virtual time of start-time fair queueing: bytes.</param>
internal readonly record struct ShareAccount(int Congestion, double Tokens, TimeSpan Refilled, double FinishTag);
