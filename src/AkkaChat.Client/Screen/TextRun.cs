using Attribute = Terminal.Gui.Drawing.Attribute;

namespace AkkaChat.TerminalClient.Screen;

/// <summary>A part of a row in one style.</summary>
internal readonly record struct TextRun(string Text, Attribute Style);
