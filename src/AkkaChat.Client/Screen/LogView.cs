using AkkaChat.TerminalClient.Session;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace AkkaChat.TerminalClient.Screen;

/// <summary>
/// The log, from its newest row upwards or from where the user has scrolled to. Draws what fits, however much arrives between two frames.
/// </summary>
internal sealed class LogView : View
{
    private const int WheelRows = 3;
    private const int MaxCachedEntries = 500;

    private readonly Transcript _log;
    private readonly Dictionary<long, (LogEntry Entry, List<TextRun[]> Rows)> _layouts = [];
    private (int Width, bool IsOnLight) _layoutFor;

    /// <summary>The last row that is shown: its entry, and its number there. Null: the newest.</summary>
    private (long Entry, int Row)? _bottom;

    /// <summary>The first entry that the user had not seen when it scrolled back.</summary>
    private long? _mark;
    private long _messagesSeen;

    public LogView(Transcript log)
    {
        _log = log;
        CanFocus = false;
    }

    public bool IsFollowing => _bottom is null;

    /// <summary>Lines of others that arrived below what is shown.</summary>
    public long Unread => IsFollowing ? 0 : _log.Counts.Messages - _messagesSeen;

    /// <param name="rows">Negative: towards older lines.</param>
    public void Scroll(int rows)
    {
        if (rows < 0)
            ScrollBack(-rows);
        else if (_bottom is { } bottom)
            ScrollForth(bottom, rows);
        SetNeedsDraw();
    }

    /// <summary>To the newest row, and on with it.</summary>
    public void Follow()
    {
        _bottom = null;
        if (_mark >= _log.Counts.End)
            _mark = null;
        SetNeedsDraw();
    }

    public void RemoveMark()
    {
        if (!IsFollowing)
            return;
        _mark = null;
        _layouts.Clear();
        SetNeedsDraw();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var y = Viewport.Height;
        foreach (var (_, _, runs) in RowsUpFrom(Bottom).Take(Viewport.Height))
        {
            Move(0, --y);
            foreach (var run in runs)
            {
                SetAttribute(run.Style);
                AddStr(run.Text);
            }
        }

        return true;
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.WheeledUp))
            Scroll(-WheelRows);
        else if (mouse.Flags.HasFlag(MouseFlags.WheeledDown))
            Scroll(WheelRows);
        else
            return false;
        return true;
    }

    private (long Entry, int Row) Bottom
    {
        get
        {
            if (_bottom is not { } bottom)
                return (_log.Counts.End - 1, int.MaxValue);
            // Its entry may have made room for newer ones.
            return bottom.Entry < _log.First ? (_log.First, int.MaxValue) : bottom;
        }
    }

    private void ScrollBack(int rows)
    {
        var above = RowsUpFrom(Bottom).Take(rows + Viewport.Height).ToList();
        var moved = Math.Min(rows, above.Count - Viewport.Height);
        if (moved <= 0)
            return;
        if (IsFollowing)
        {
            var counts = _log.Counts;
            (_mark, _messagesSeen) = (counts.End, counts.Messages);
            _layouts.Clear();
        }

        _bottom = (above[moved].Entry, above[moved].Row);
    }

    private void ScrollForth((long Entry, int Row) from, int rows)
    {
        foreach (var place in RowsDownFrom(from).Skip(1))
        {
            _bottom = place;
            if (--rows == 0)
                break;
        }

        if (!RowsDownFrom(_bottom!.Value).Skip(1).Any())
            Follow();
    }

    private IEnumerable<(long Entry, int Row, TextRun[] Runs)> RowsUpFrom((long Entry, int Row) place)
    {
        var first = _log.First;
        for (var (entry, last) = place; entry >= first; entry--, last = int.MaxValue)
        {
            // Once: in a flood the entry may make room for others at any moment.
            var rows = RowsOf(entry);
            for (var row = Math.Min(last, rows.Count - 1); row >= 0; row--)
                yield return (entry, row, rows[row]);
        }
    }

    private IEnumerable<(long Entry, int Row)> RowsDownFrom((long Entry, int Row) place)
    {
        var end = _log.Counts.End;
        for (var (entry, first) = place; entry < end; entry++, first = 0)
        {
            for (var row = first; row < RowsOf(entry).Count; row++)
                yield return (entry, row);
        }
    }

    /// <summary>Empty if it has just made room for others.</summary>
    private List<TextRun[]> RowsOf(long number)
    {
        // Null if the terminal has not answered: most are dark.
        var layoutFor = (Viewport.Width, IsOnLight: App?.Driver?.DefaultAttribute?.Background.IsDarkColor() == false);
        if (_layoutFor != layoutFor || _layouts.Count > MaxCachedEntries)
            _layouts.Clear();
        _layoutFor = layoutFor;
        if (_log.At(number) is not { } entry)
            return [];
        if (_layouts.TryGetValue(number, out var layout) && ReferenceEquals(layout.Entry, entry))
            return layout.Rows;
        var rows = EntryLayout.Rows(entry, Math.Max(1, Viewport.Width), layoutFor.IsOnLight);
        if (number == _mark)
            rows.Insert(0, EntryLayout.Rule("New", Viewport.Width, Styles.Bold));
        _layouts[number] = (entry, rows);
        return rows;
    }
}
