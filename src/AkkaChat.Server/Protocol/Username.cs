using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>A valid username, as text and as its bytes on the wire. Immutable.</summary>
internal sealed class Username
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private Username(string value)
    {
        Value = value;
        Utf8 = Encoding.UTF8.GetBytes(value);
    }

    public string Value { get; }

    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>Parses the first line of a connection, without its line end. White space around the name is trimmed.</summary>
    /// <returns>The name, or null with the message for the client in <paramref name="refusal"/>.</returns>
    public static Username? Parse(ReadOnlySpan<byte> line, UsernameRules rules, out string refusal)
    {
        refusal = "";
        string text;
        try
        {
            text = StrictUtf8.GetString(line).Trim();
        }
        catch (DecoderFallbackException)
        {
            refusal = ServerMessages.UsernameNotUtf8;
            return null;
        }

        refusal = rules.Check(text);
        return refusal.Length == 0 ? new Username(text) : null;
    }

    public override string ToString() => Value;
}
