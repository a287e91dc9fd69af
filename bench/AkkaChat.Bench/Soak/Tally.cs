using System.Collections.Concurrent;
using System.Globalization;
using AkkaChat.Bench.Checking;

namespace AkkaChat.Bench.Soak;

/// <summary>Counts what happens, and tells the first faults as they happen.</summary>
internal sealed class Tally(TextWriter output)
{
    /// <summary>More would only hide the first ones, which matter.</summary>
    private const int MostTold = 40;

    private readonly TextWriter _output = TextWriter.Synchronized(output);
    private readonly ConcurrentDictionary<string, int> _connectedByKind = new(StringComparer.Ordinal);
    private readonly long[] _faults = new long[Enum.GetValues<Fault>().Length];
    private int _connected;
    private int _active;
    private int _told;
    private long _talkerLines;
    private long _checkedLines;

    public int Connected => Volatile.Read(ref _connected);

    public int Active => Volatile.Read(ref _active);

    public long TalkerLines => Volatile.Read(ref _talkerLines);

    public long CheckedLines => Volatile.Read(ref _checkedLines);

    public IEnumerable<KeyValuePair<string, int>> ConnectedByKind =>
        _connectedByKind.OrderBy(kind => kind.Key, StringComparer.Ordinal);

    public bool HasFaults => Enum.GetValues<Fault>().Any(fault => Count(fault) > 0);

    public long Count(Fault fault) => Volatile.Read(ref _faults[(int)fault]);

    public void CountConnected(string kind)
    {
        Interlocked.Increment(ref _connected);
        Interlocked.Increment(ref _active);
        _connectedByKind.AddOrUpdate(kind, 1, (_, count) => count + 1);
    }

    public void CountDisconnected() => Interlocked.Decrement(ref _active);

    public void CountTalkerLine() => Interlocked.Increment(ref _talkerLines);

    public void CountChecked(long lines) => Interlocked.Add(ref _checkedLines, lines);

    public void Report(Fault fault, string story, long count = 1)
    {
        Interlocked.Add(ref _faults[(int)fault], count);
        if (Interlocked.Increment(ref _told) <= MostTold)
            _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fault}: {story}"));
    }

    /// <summary>A line that had been reported as lost has come after all.</summary>
    public void ReportLate(string story)
    {
        Interlocked.Decrement(ref _faults[(int)Fault.Lost]);
        Report(Fault.OutOfOrder, story);
    }
}
