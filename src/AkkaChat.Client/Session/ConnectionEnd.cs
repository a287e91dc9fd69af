namespace AkkaChat.TerminalClient.Session;

/// <summary>The end of a connection.</summary>
/// <param name="Words">The server's, if it has refused; our own, if there was no connection.</param>
/// <param name="Lived">Since it was open.</param>
internal sealed record ConnectionEnd(EndKind Kind, string Words = "", TimeSpan Lived = default);
