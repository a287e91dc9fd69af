using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>A valid username, held as text and as the bytes that go on the wire. Immutable.</summary>
internal sealed class Username
{
    private Username(string value)
    {
        Value = value;
        Utf8 = Encoding.UTF8.GetBytes(value);
    }

    public string Value { get; }

    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>
    /// Reads a username from the first line of a connection, without its line end. White space around the name
    /// is not part of it.
    /// </summary>
    /// <returns>The name, or null with the reason in <paramref name="refusal"/>, worded for the client.</returns>
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
            refusal = "username must be valid UTF-8";
            return null;
        }

        refusal = rules.Check(text);
        return refusal.Length == 0 ? new Username(text) : null;
    }

    public override string ToString() => Value;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
