using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.Views;

namespace AkkaChat.TerminalClient.Screen;

/// <summary>A text field with the keys of a shell. What is cut can be put back with Ctrl+Y; the clipboard is left alone.</summary>
internal sealed class InputLine : TextField
{
    private string _cut = "";

    public InputLine()
    {
        // Keys of the clipboard, of selecting and of undoing are those of a shell here.
        KeyBindings.Clear();
        KeyBindings.Add(Key.CursorLeft, Command.Left);
        KeyBindings.Add(Key.B.WithCtrl, Command.Left);
        KeyBindings.Add(Key.CursorRight, Command.Right);
        KeyBindings.Add(Key.F.WithCtrl, Command.Right);
        KeyBindings.Add(Key.Home, Command.LeftStart);
        KeyBindings.Add(Key.A.WithCtrl, Command.LeftStart);
        KeyBindings.Add(Key.End, Command.RightEnd);
        KeyBindings.Add(Key.E.WithCtrl, Command.RightEnd);
        KeyBindings.Add(Key.CursorLeft.WithCtrl, Command.WordLeft);
        KeyBindings.Add(Key.CursorLeft.WithAlt, Command.WordLeft);
        KeyBindings.Add(Key.B.WithAlt, Command.WordLeft);
        KeyBindings.Add(Key.CursorRight.WithCtrl, Command.WordRight);
        KeyBindings.Add(Key.CursorRight.WithAlt, Command.WordRight);
        KeyBindings.Add(Key.F.WithAlt, Command.WordRight);
        KeyBindings.Add(Key.Backspace, Command.DeleteCharLeft);
        KeyBindings.Add(Key.Delete, Command.DeleteCharRight);
        KeyBindings.Add(Key.D.WithCtrl, Command.DeleteCharRight);
        // TextField keeps two copies of the text for each change, to undo it, and frees none by itself.
        TextChanged += (_, _) => ClearHistoryChanges();
    }

    /// <summary>A paste of several lines, none of which is blank; the text of the field stays as it is.</summary>
    public event Action<IReadOnlyList<string>>? LinesPasted;

    public void SetText(string text)
    {
        Text = text;
        MoveEnd();
    }

    protected override bool OnKeyDown(Key key)
    {
        if (key == Key.K.WithCtrl)
            Cut(InsertionPoint, int.MaxValue);
        else if (key == Key.U.WithCtrl)
            Cut(0, InsertionPoint);
        else if (key == Key.W.WithCtrl)
            Cut(WordStart(grapheme => grapheme == " "), InsertionPoint);
        else if (key == Key.Backspace.WithAlt || key == Key.Backspace.WithCtrl)
            Cut(WordStart(grapheme => !char.IsLetterOrDigit(grapheme, 0)), InsertionPoint);
        else if (key == Key.D.WithAlt)
            Cut(InsertionPoint, WordEnd());
        else if (key == Key.Y.WithCtrl)
            Insert(_cut);
        else
            return base.OnKeyDown(key);
        return true;
    }

    /// <summary>
    /// A mark that joins the last character makes the text no longer, upon which TextField (2.5.0) moves the cursor in front of it. Not
    /// needed any more when "e" and U+0301, typed after another, leave it at the end.
    /// </summary>
    protected override bool OnKeyDownNotHandled(Key key)
    {
        var isAtEnd = InsertionPoint >= GraphemeHelper.GetGraphemeCount(Text);
        var isHandled = base.OnKeyDownNotHandled(key);
        if (isAtEnd)
            MoveEnd();
        return isHandled;
    }

    protected override string OnSanitizingPaste(string raw) => string.Concat(
        raw.ReplaceLineEndings("\n").Replace('\t', ' ').Where(character => character == '\n' || !char.IsControl(character)));

    protected override bool OnPaste(string text)
    {
        string[] lines = [.. text.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line))];
        if (lines.Length > 1)
            LinesPasted?.Invoke(lines);
        else if (lines.Length == 1)
            Insert(lines[0]);
        return true;
    }

    private List<string> Graphemes() => [.. GraphemeHelper.GetGraphemes(Text)];

    private void Insert(string text)
    {
        var graphemes = Graphemes();
        var position = Math.Min(InsertionPoint, graphemes.Count);
        var before = string.Concat(graphemes.Take(position)) + text;
        Text = before + string.Concat(graphemes.Skip(position));
        InsertionPoint = GraphemeHelper.GetGraphemeCount(before);
    }

    private void Cut(int start, int end)
    {
        var graphemes = Graphemes();
        end = Math.Min(end, graphemes.Count);
        if (start >= end)
            return;
        // A password could be put back where it is shown.
        if (!Secret)
            _cut = string.Concat(graphemes[start..end]);
        graphemes.RemoveRange(start, end - start);
        Text = string.Concat(graphemes);
        InsertionPoint = start;
    }

    private int WordStart(Predicate<string> isSeparator)
    {
        var graphemes = Graphemes();
        var start = Math.Min(InsertionPoint, graphemes.Count);
        while (start > 0 && isSeparator(graphemes[start - 1]))
            start--;
        while (start > 0 && !isSeparator(graphemes[start - 1]))
            start--;
        return start;
    }

    private int WordEnd()
    {
        var graphemes = Graphemes();
        var end = InsertionPoint;
        while (end < graphemes.Count && !char.IsLetterOrDigit(graphemes[end], 0))
            end++;
        while (end < graphemes.Count && char.IsLetterOrDigit(graphemes[end], 0))
            end++;
        return end;
    }
}
