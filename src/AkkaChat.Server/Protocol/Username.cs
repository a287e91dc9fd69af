using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>A valid username, as text and as its bytes on the wire. Immutable.</summary>
internal sealed class Username
{
    private Username(string value)
    {
        Value = value;
        Utf8 = Encoding.UTF8.GetBytes(value);
    }

    public string Value { get; }

    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The server's own name, which is no username of a client.</summary>
    public static Username OfServer(string name) => new(name);

    /// <summary>
    /// Parses the first line of a connection, without its line end. Variation selectors, and white space around the name,
    /// are removed.
    /// </summary>
    /// <param name="username">Null if the line is not a valid username.</param>
    /// <param name="rejection">Then the message for the client; otherwise empty.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> line, UsernameRules rules, [NotNullWhen(true)] out Username? username, out string rejection)
    {
        var text = UsernameCharacters.Normalize(Encoding.UTF8.GetString(line));
        rejection = System.Text.Unicode.Utf8.IsValid(line) ? rules.Check(text) : ServerMessages.UsernameNotUtf8;
        username = rejection.Length == 0 ? new Username(text) : null;
        return username is not null;
    }

    public override string ToString() => Value;
}
