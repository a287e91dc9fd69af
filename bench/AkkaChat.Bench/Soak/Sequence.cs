namespace AkkaChat.Bench.Soak;

/// <summary>The numbers of one author as one member receives them: each once, in order, without a gap.</summary>
internal sealed class Sequence(Tally tally, string author, string reader)
{
    /// <summary>Missing numbers that are remembered, to distinguish reordered lines from duplicated ones.</summary>
    private const int MostMissing = 1000;

    private HashSet<uint>? _missing;

    /// <summary>The number that has to come next.</summary>
    public uint Next { get; private set; }

    public void Add(uint number)
    {
        if (number == Next)
        {
            Next++;
        }
        else if (number > Next)
        {
            ReportLost(number);
            _missing ??= [];
            for (; Next < number && _missing.Count < MostMissing; Next++)
                _missing.Add(Next);
            Next = number + 1;
        }
        else if (_missing?.Remove(number) == true)
        {
            tally.ReportLate(Details($"#{number} arrived after #{Next - 1}"));
        }
        else
        {
            tally.Report(Fault.Duplicated, Details($"#{number} arrived again, after #{Next - 1}"));
        }
    }

    /// <summary>All lines that the author has sent must have arrived.</summary>
    public void End(uint sent)
    {
        if (Next < sent)
            ReportLost(sent);
    }

    private void ReportLost(uint end) =>
        tally.Report(Fault.Lost, Details($"#{Next} to #{end - 1} are missing"), end - Next);

    private string Details(string what) => $"{author} as received by {reader}: {what}";
}
