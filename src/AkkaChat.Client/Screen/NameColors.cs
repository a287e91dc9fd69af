using System.Text;
using Terminal.Gui.Drawing;

namespace AkkaChat.TerminalClient.Screen;

/// <summary>Colours of names: the same for a name each time, out of those that every theme of a terminal makes readable.</summary>
internal static class NameColors
{
    private static readonly Color[] Palette =
    [
        Color.Cyan, Color.Magenta, Color.Green, Color.BrightBlue, Color.Yellow,
        Color.BrightCyan, Color.BrightMagenta, Color.BrightGreen, Color.BrightRed,
    ];

    /// <summary>By FNV-1a of its UTF-8, with the high bits mixed into the low ones.</summary>
    public static Color Of(string name)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ value) * 16777619;
        hash = (hash ^ (hash >> 15)) * 2654435761;
        return Palette[(hash ^ (hash >> 13)) % (uint)Palette.Length];
    }
}
