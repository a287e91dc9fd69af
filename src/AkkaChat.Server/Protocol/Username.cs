using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>A valid username, as text and as its bytes on the wire. Immutable.</summary>
internal sealed class Username
{
    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private Username(string value)
    {
        Value = value;
        Utf8 = Encoding.UTF8.GetBytes(value);
    }

    public string Value { get; }

    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>Parses the first line of a connection, without its line end. White space around the name is trimmed.</summary>
    /// <param name="username">Null if the line is not a valid username.</param>
    /// <param name="rejection">Then the message for the client; otherwise empty.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> line, UsernameRules rules, [NotNullWhen(true)] out Username? username, out string rejection)
    {
        username = null;
        string text;
        try
        {
            text = StrictUtf8.GetString(line).Trim();
        }
        catch (DecoderFallbackException)
        {
            rejection = ServerMessages.UsernameNotUtf8;
            return false;
        }

        rejection = rules.Check(text);
        if (rejection.Length > 0)
            return false;

        username = new Username(text);
        return true;
    }

    public override string ToString() => Value;
}
