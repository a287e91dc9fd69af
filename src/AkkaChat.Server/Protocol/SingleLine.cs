namespace AkkaChat.Server.Protocol;

/// <summary>An error is one plain line, whatever the values that it quotes.</summary>
internal static class SingleLine
{
    public static string Sanitize(string text) => string.Create(text.Length, text, (line, source) =>
    {
        for (var i = 0; i < line.Length; i++)
            line[i] = char.IsControl(source[i]) ? ' ' : source[i];
    });
}
