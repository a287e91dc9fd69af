namespace AkkaChat.Server.Room;

/// <summary>The share of a member, as of its last use.</summary>
/// <param name="Congestion">In which congestion it is valid; 0 for none.</param>
/// <param name="Tokens">In bytes; negative after a line that was longer than the share.</param>
/// <param name="Credit">What every member had been credited then, in bytes.</param>
internal readonly record struct ShareAccount(int Congestion, double Tokens, double Credit);
