using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace AkkaChat.TerminalClient.Screen;

/// <summary>The looks of texts. Most have the terminal's own colours, the others are out of its theme.</summary>
internal static class Styles
{
    public static readonly Attribute Plain = Of(TextStyle.None);
    public static readonly Attribute Bold = Of(TextStyle.Bold);
    public static readonly Attribute Faint = Of(TextStyle.Faint);
    public static readonly Attribute Reverse = Of(TextStyle.Reverse);

    public static readonly Scheme Scheme = new()
    {
        Normal = Plain,
        HotNormal = Plain,
        Focus = Plain,
        HotFocus = Plain,
        Highlight = Plain,
        Editable = Plain,
        ReadOnly = Plain,
        Disabled = Plain,
        Active = Reverse,
        HotActive = Reverse,
    };

    /// <summary>Our own lines have none of the colours, so that lines of other members never look the same.</summary>
    /// <param name="isOnLight">The terminal's background is light.</param>
    public static Attribute OfName(string name, bool isOwn, bool isMention, bool isOnLight) => isOwn
        ? Bold
        : new Attribute(NameColors.Of(name, isOnLight), Color.None, isMention ? TextStyle.Bold | TextStyle.Reverse : TextStyle.Bold);

    public static Attribute Warning(bool isOnLight, TextStyle style = TextStyle.None) =>
        new(isOnLight ? Color.Red : Color.Yellow, Color.None, style);

    private static Attribute Of(TextStyle style) => new(Color.None, Color.None, style);
}
