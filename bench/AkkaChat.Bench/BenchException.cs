namespace AkkaChat.Bench;

/// <summary>Nothing could be measured; the message says why, in one line for people.</summary>
internal sealed class BenchException(string message) : Exception(message);
