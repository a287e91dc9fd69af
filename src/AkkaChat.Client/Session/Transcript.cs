using System.Globalization;

namespace AkkaChat.TerminalClient.Session;

/// <summary>
/// The newest entries of the conversation, numbered from 0 on. What it holds is bounded: the oldest make room. Thread-safe, since lines
/// arrive while others are drawn.
/// </summary>
internal sealed class Transcript(TimeProvider time)
{
    public const int MaxEntries = 10_000;

    /// <summary>Of all entries together.</summary>
    public const int MaxCharacters = 8 * 1024 * 1024;

    /// <summary>Removing the oldest moves the others, so it is done for many at once.</summary>
    private const int Slack = MaxEntries / 8;

    private readonly Lock _gate = new();
    private readonly List<LogEntry> _entries = [];
    private long _first;
    private long _characters;
    private LogCounts _counts = new(0, 0, 0, 0);

    public LogCounts Counts
    {
        get
        {
            lock (_gate)
                return _counts;
        }
    }

    /// <summary>The number of the oldest entry.</summary>
    public long First
    {
        get
        {
            lock (_gate)
                return _first;
        }
    }

    /// <returns>Null if it is not there any more, or not yet.</returns>
    public LogEntry? At(long number)
    {
        lock (_gate)
            return number >= _first && number < _counts.End ? _entries[(int)(number - _first)] : null;
    }

    /// <returns>Its number.</returns>
    public long Add(LogEntryKind kind, string text)
    {
        lock (_gate)
        {
            AddRange([new LogEntry(kind, "", text, time.GetLocalNow())]);
            return _counts.End - 1;
        }
    }

    public void AddRange(IReadOnlyList<LogEntry> entries)
    {
        lock (_gate)
        {
            // At once, not in turn: of a flood only the newest are kept.
            foreach (var entry in entries)
            {
                if (_entries is [.., var last] && last.At.Date != entry.At.Date)
                    Append(new LogEntry(LogEntryKind.Day, "", entry.At.ToString("dddd, d MMMM", CultureInfo.InvariantCulture), entry.At));
                Append(entry);
            }

            Trim();
        }
    }

    /// <summary>Gives an entry another text, if it is still there.</summary>
    public void SetText(long number, string text)
    {
        lock (_gate)
        {
            if (At(number) is not { } entry)
                return;
            _entries[(int)(number - _first)] = entry with { Text = text };
            _characters += text.Length - entry.Text.Length;
            _counts = _counts with { Changes = _counts.Changes + 1 };
        }
    }

    private void Append(LogEntry entry)
    {
        _entries.Add(entry);
        _characters += entry.Author.Length + entry.Text.Length;
        var isMessage = entry is { Kind: LogEntryKind.Message or LogEntryKind.Server, IsOwn: false };
        _counts = new LogCounts(
            _counts.End + 1, _counts.Changes + 1, _counts.Messages + (isMessage ? 1 : 0), _counts.Mentions + (entry.IsMention ? 1 : 0));
    }

    private void Trim()
    {
        if (_entries.Count <= MaxEntries + Slack && _characters <= MaxCharacters)
            return;
        var removed = 0;
        while (_entries.Count - removed > MaxEntries || (_characters > MaxCharacters * 7L / 8 && _entries.Count - removed > 1))
        {
            var entry = _entries[removed++];
            _characters -= entry.Author.Length + entry.Text.Length;
        }

        _entries.RemoveRange(0, removed);
        _first += removed;
    }
}
