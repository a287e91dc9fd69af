using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>Reads the username: the first line of a connection. Not thread-safe.</summary>
internal sealed class Handshake(UsernameRules rules)
{
    private readonly FirstLine _firstLine = new(rules.MaxLineLength);

    /// <summary>Takes the first line off the front of <paramref name="input"/>.</summary>
    /// <param name="input">What is left of it afterwards belongs to the messages.</param>
    /// <param name="username">The valid username, if the line is complete.</param>
    /// <param name="rejection">Why it is refused, if it is complete and invalid, or cannot become valid any more.</param>
    /// <returns>False while neither is certain.</returns>
    public bool TryRead(ref ReadOnlySpan<byte> input, out Username? username, out Rejection? rejection)
    {
        username = null;
        rejection = null;
        var result = _firstLine.Read(ref input, out var line);
        if (result == FirstLineResult.Line)
            Parse(line, out username, out rejection);
        else
            rejection = RejectionFor(result);
        return result != FirstLineResult.Incomplete;
    }

    /// <summary>EOF before the username line ended.</summary>
    /// <returns>Why the partial line could not be a username; null if it could, or if there is none.</returns>
    public Rejection? ReadEnd()
    {
        if (!_firstLine.ReadLast(out var line))
            return null;

        Parse(line, out _, out var rejection);
        return rejection;
    }

    private Rejection? RejectionFor(FirstLineResult result) => result switch
    {
        FirstLineResult.TooLong => Rejection.InvalidUsername(rules.TooLong),
        FirstLineResult.ControlCharacter => Rejection.InvalidUsername(ServerMessages.UsernameWithControl),
        FirstLineResult.TextProtocol => Rejection.TextProtocol,
        FirstLineResult.BinaryProtocol => Rejection.BinaryProtocol,
        _ => null,
    };

    private void Parse(ReadOnlySpan<byte> line, out Username? username, out Rejection? rejection)
    {
        rejection = Username.TryParse(line, rules, out username, out var text) ? null : Rejection.InvalidUsername(text);
        // The line of another protocol, with characters in it that are removed from names.
        if (username is null || !ForeignProtocols.BeginsAsText(username.Utf8.Span))
            return;

        username = null;
        rejection = Rejection.TextProtocol;
    }
}
