namespace AkkaChat.Server.Protocol;

/// <summary>Text for people that must stay on one line, whatever values it quotes.</summary>
internal static class SingleLine
{
    /// <summary>Replaces every control character, TAB and line ends included, by a space.</summary>
    public static string Sanitize(string text) => string.Create(text.Length, text, (line, source) =>
    {
        for (var i = 0; i < line.Length; i++)
            line[i] = char.IsControl(source[i]) ? ' ' : source[i];
    });
}
