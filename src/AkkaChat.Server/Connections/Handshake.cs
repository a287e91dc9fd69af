using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>Reads the username: the first line of a connection. Not thread-safe.</summary>
internal sealed class Handshake(UsernameRules rules)
{
    private readonly LineDecoder _decoder = new();

    /// <summary>Takes the first line off the front of <paramref name="input"/>.</summary>
    /// <param name="input">What is left of it afterwards belongs to the messages.</param>
    /// <param name="username">The valid username, if the line is complete.</param>
    /// <param name="rejection">Why it is refused, if it is complete and invalid, or too long already.</param>
    /// <returns>False while the line is incomplete.</returns>
    public bool TryRead(ref ReadOnlySpan<byte> input, out Username? username, out Rejection? rejection)
    {
        username = null;
        rejection = null;
        switch (_decoder.Read(ref input, rules.MaxLineLength, out var line))
        {
            case LineResult.Line:
                Parse(line, out username, out rejection);
                return true;
            case LineResult.TooLong:
                rejection = Rejection.InvalidUsername(rules.TooLong);
                return true;
            default:
                return false;
        }
    }

    /// <summary>EOF before the username line ended.</summary>
    /// <returns>Why the partial line could not be a username; null if it could, or if there is none.</returns>
    public Rejection? ReadEnd()
    {
        if (!_decoder.ReadLast(out var line))
            return null;

        Parse(line, out _, out var rejection);
        return rejection;
    }

    private void Parse(ReadOnlySpan<byte> line, out Username? username, out Rejection? rejection) =>
        rejection = Username.TryParse(line, rules, out username, out var text) ? null : Rejection.InvalidUsername(text);
}
