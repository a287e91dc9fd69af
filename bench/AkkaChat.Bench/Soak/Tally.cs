using System.Collections.Concurrent;

namespace AkkaChat.Bench.Soak;

/// <summary>Counts what happens, and prints the first faults as they happen.</summary>
internal sealed class Tally
{
    /// <summary>More would only hide the first ones, which matter.</summary>
    private const int MostPrinted = 40;

    private readonly ConcurrentDictionary<string, int> _connections = new(StringComparer.Ordinal);
    private readonly long[] _faults = new long[Enum.GetValues<Fault>().Length];
    private int _open;
    private int _printed;
    private long _checkedLines;

    public IEnumerable<KeyValuePair<string, int>> ConnectionsByKind => _connections.OrderBy(kind => kind.Key);

    public int Connections => _connections.Values.Sum();

    public int Open => _open;

    public long CheckedLines => Volatile.Read(ref _checkedLines);

    public bool HasFaults => Enum.GetValues<Fault>().Any(fault => Count(fault) > 0);

    public long Count(Fault fault) => Volatile.Read(ref _faults[(int)fault]);

    public void CountConnected(string kind)
    {
        Interlocked.Increment(ref _open);
        _connections.AddOrUpdate(kind, 1, (_, count) => count + 1);
    }

    public void CountDisconnected() => Interlocked.Decrement(ref _open);

    public void CountChecked(long lines) => Interlocked.Add(ref _checkedLines, lines);

    public void Report(Fault fault, string details, long count = 1)
    {
        Interlocked.Add(ref _faults[(int)fault], count);
        if (Interlocked.Increment(ref _printed) <= MostPrinted)
            Console.WriteLine($"{fault}: {details}");
    }

    /// <summary>A line that was reported as lost has arrived after all.</summary>
    public void ReportLate(string details)
    {
        Interlocked.Decrement(ref _faults[(int)Fault.Lost]);
        Report(Fault.Reordered, details);
    }
}
