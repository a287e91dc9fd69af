using Terminal.Gui.ViewBase;

namespace AkkaChat.TerminalClient.Screen;

/// <summary>One row, with a text at its left end and one at its right.</summary>
internal sealed class StatusLine : View
{
    private string _left = "";
    private string _right = "";

    public StatusLine() => CanFocus = false;

    public void Show(string left, string right)
    {
        if (left == _left && right == _right)
            return;
        (_left, _right) = (left, right);
        SetNeedsDraw();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var right = _right.Length == 0 ? "" : TextWrapper.Cut($" {_right} ", Viewport.Width);
        var left = TextWrapper.Cut($" {_left}", Viewport.Width - TextWrapper.Width(right));
        SetAttribute(Styles.Reverse);
        Move(0, 0);
        AddStr(left + new string(' ', Math.Max(0, Viewport.Width - TextWrapper.Width(left) - TextWrapper.Width(right))) + right);
        return true;
    }
}
