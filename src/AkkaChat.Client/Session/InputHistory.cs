namespace AkkaChat.TerminalClient.Session;

/// <summary>Entered lines, for the keys up and down. The draft is the newest one.</summary>
internal sealed class InputHistory
{
    public const int MaxLines = 500;

    private readonly List<string> _lines = [];
    private int _position;
    private string _draft = "";

    public void Add(string line)
    {
        if (line.Length > 0 && (_lines.Count == 0 || _lines[^1] != line))
            _lines.Add(line);
        if (_lines.Count > MaxLines)
            _lines.RemoveAt(0);
        _position = _lines.Count;
    }

    /// <param name="step">-1 to the previous line, 1 to the next.</param>
    /// <param name="current">What is in the input now.</param>
    /// <returns>Null if there is no such line.</returns>
    public string? Move(int step, string current)
    {
        var position = _position + step;
        if (position < 0 || position > _lines.Count)
            return null;
        if (_position == _lines.Count)
            _draft = current;
        _position = position;
        return position == _lines.Count ? _draft : _lines[position];
    }
}
