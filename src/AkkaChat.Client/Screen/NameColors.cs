using System.Text;
using Terminal.Gui.Drawing;

namespace AkkaChat.TerminalClient.Screen;

/// <summary>Colours of names: the same for a name each time, out of those that the usual themes of terminals make readable.</summary>
internal static class NameColors
{
    /// <summary>Without blue, magenta and red, which are too dark in most themes.</summary>
    private static readonly Color[] OnDark =
    [
        Color.Cyan, Color.BrightMagenta, Color.Green, Color.BrightBlue, Color.Yellow, Color.BrightRed, Color.BrightCyan, Color.BrightGreen,
    ];

    /// <summary>Without yellow and the brighter cyan and green, which are nearly white in most themes.</summary>
    private static readonly Color[] OnLight =
    [
        Color.Cyan, Color.Magenta, Color.Green, Color.Blue, Color.Red, Color.BrightRed, Color.BrightBlue, Color.BrightMagenta,
    ];

    /// <summary>By FNV-1a of its UTF-8, with the high bits mixed into the low ones.</summary>
    public static Color Of(string name, bool isOnLight)
    {
        var palette = isOnLight ? OnLight : OnDark;
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ value) * 16777619;
        hash = (hash ^ (hash >> 15)) * 2654435761;
        return palette[(hash ^ (hash >> 13)) % (uint)palette.Length];
    }
}
