using AkkaChat.Bench.Soak;

namespace AkkaChat.Bench.Checking;

/// <summary>The numbers of one author as one member sees them: each once, in order, without gap.</summary>
internal sealed class Sequence(Tally tally, string author, string hearer)
{
    /// <summary>Missing numbers that are remembered, to tell late ones from double ones.</summary>
    private const int MostMissing = 1000;

    private HashSet<long>? _missing;

    /// <summary>The number that has to come next.</summary>
    public long Next { get; private set; }

    public void Add(long number)
    {
        if (number == Next)
            Next++;
        else if (number > Next)
            Skip(number);
        else if (_missing?.Remove(number) == true)
            tally.ReportLate(Story($"#{number} came after #{Next - 1}"));
        else
            tally.Report(Fault.Duplicated, Story($"#{number} came again, after #{Next - 1}"));
    }

    /// <summary>All that was said must have come.</summary>
    public void End(long said)
    {
        if (Next < said)
            tally.Report(Fault.Lost, Story($"#{Next} to #{said - 1} never came"), said - Next);
    }

    private void Skip(long number)
    {
        tally.Report(Fault.Lost, Story($"#{number} came when it was #{Next}'s turn"), number - Next);
        _missing ??= [];
        for (var missing = Next; missing < number && _missing.Count < MostMissing; missing++)
            _missing.Add(missing);
        Next = number + 1;
    }

    private string Story(string what) => $"{author} as heard by {hearer}: {what}";
}
