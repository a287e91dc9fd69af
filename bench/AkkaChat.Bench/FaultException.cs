namespace AkkaChat.Bench;

/// <summary>The server has broken a promise; the message says how.</summary>
internal sealed class FaultException(string message) : Exception(message);
