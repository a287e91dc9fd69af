namespace AkkaChat.Bench.Compare;

/// <summary>All rounds of one server and one workload.</summary>
internal sealed class Summary
{
    private readonly IReadOnlyList<TrialResult> _good;

    /// <param name="trials">Those of this server.</param>
    /// <param name="yardstick">Those of the server that it is compared with.</param>
    public Summary(IReadOnlyList<TrialResult> trials, IReadOnlyList<TrialResult> yardstick)
    {
        Server = trials[0].Server;
        Failures = [.. trials.Select(trial => trial.Failure).OfType<string>()];
        _good = [.. trials.Where(trial => trial.Failure is null)];
        Ratios =
        [
            .. from trial in _good
               join other in yardstick on trial.Round equals other.Round
               where other.Failure is null
               select trial.Speed!.Value / other.Speed!.Value,
        ];
    }

    public string Server { get; }

    /// <summary>One for each round in which something went wrong.</summary>
    public IReadOnlyList<string> Failures { get; }

    /// <summary>To the yardstick, in each round in which both could be measured.</summary>
    public IReadOnlyList<double> Ratios { get; }

    /// <summary>The median of the good rounds; null if there is none.</summary>
    public double? Median(Func<TrialResult, double?> figure) => Median(_good.Select(figure).OfType<double>());

    /// <summary>The worst of the good rounds, if more is better; null if there is none.</summary>
    public double? Least(Func<TrialResult, double?> figure) => _good.Select(figure).Min();

    public static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
