using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Reads the first line of a connection: the username and, if the room has one, the password. Its result is certain when
/// <see cref="TryRead"/> or <see cref="ReadEnd"/> has returned true. Not thread-safe.
/// </summary>
/// <param name="password">Null if the room has none.</param>
internal sealed class Handshake(UsernameRules rules, RoomPassword? password = null)
{
    private readonly FirstLine _firstLine =
        new(rules.MaxLineLength, password is null ? null : RoomPassword.MaxLength);

    /// <summary>Whether the password is the right one; null if the line was refused before it came to that, or the room has none.</summary>
    public bool? IsPasswordRight { get; private set; }

    /// <summary>Why the line is refused; null if it is not.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>The valid username; null if the line is refused or has not ended.</summary>
    public Username? Username { get; private set; }

    /// <summary>Bytes behind the end of the line, in the same read: they belong to the messages.</summary>
    public byte[] Rest { get; private set; } = [];

    /// <returns>False while more is needed.</returns>
    public bool TryRead(ReadOnlySpan<byte> input)
    {
        var result = _firstLine.Read(ref input, out var line);
        if (result == FirstLineResult.Incomplete)
            return false;

        Rest = input.ToArray();
        if (result == FirstLineResult.Line)
            Check(line);
        else
            Refuse(result);
        return true;
    }

    /// <summary>EOF before the line ended, which is checked as well, but the client does not join.</summary>
    /// <returns>False if there is nothing to check.</returns>
    public bool ReadEnd()
    {
        if (!_firstLine.ReadLast(out var line))
            return false;

        Check(line);
        Username = null;
        return true;
    }

    private void Refuse(FirstLineResult result)
    {
        if (result == FirstLineResult.ImpossiblePassword)
            IsPasswordRight = false;
        Rejection = result switch
        {
            FirstLineResult.TooLong => Rejection.InvalidUsername(rules.TooLong),
            FirstLineResult.ControlCharacter => Rejection.InvalidUsername(ServerMessages.UsernameWithControl),
            FirstLineResult.TextProtocol => Rejection.TextProtocol,
            FirstLineResult.BinaryProtocol => Rejection.BinaryProtocol,
            _ => Rejection.WrongPassword,
        };
    }

    private void Check(ReadOnlySpan<byte> line)
    {
        IsPasswordRight = password?.IsIn(line, out line);
        if (IsPasswordRight == false)
            Rejection = Rejection.WrongPassword;
        else if (!Username.TryParse(line, rules, out var username, out var text))
            Rejection = Rejection.InvalidUsername(text);
        // The line of another protocol, with characters in it that are removed from names.
        else if (ForeignProtocols.BeginsAsText(username.Utf8.Span))
            Rejection = Rejection.TextProtocol;
        else
            Username = username;
    }
}
