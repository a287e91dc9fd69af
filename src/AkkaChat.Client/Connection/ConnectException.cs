namespace AkkaChat.TerminalClient.Connection;

/// <summary>There is no connection. Its message is a line for people.</summary>
/// <param name="isFinal">Another attempt would fail as well: the certificate is not trusted.</param>
internal sealed class ConnectException(string message, bool isFinal, Exception? cause = null) : Exception(message, cause)
{
    public bool IsFinal => isFinal;
}
