using AkkaChat.Bench.Driving;
using AkkaChat.Bench.Report;

namespace AkkaChat.Bench.Compare;

/// <summary>
/// Measures servers in rounds, one after the other, so that whatever else the machine does meanwhile meets all of them;
/// who begins changes from round to round.
/// </summary>
internal sealed class Comparison(IReadOnlyList<Contender> contenders, Rounds rounds, TextWriter output)
{
    public async Task<IReadOnlyList<TrialResult>> RunAsync(Workload workload, CancellationToken cancellation)
    {
        var results = new List<TrialResult>();
        for (var round = 0; round < rounds.Count; round++)
        {
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                var contender = contenders[(round + turn) % contenders.Count];
                var result = await new Trial(contender, workload, rounds.Duration, cancellation).RunAsync(round + 1);
                Tell(result);
                results.Add(result);
            }
        }

        return results;
    }

    private void Tell(TrialResult result)
    {
        var speed = $"{Figure.Whole(result.Speed)} {(result.Load is null ? "joins/s" : "deliveries/s")}";
        output.WriteLine($"{result.Workload} round {result.Round} {result.Server}: {result.Failure ?? speed}");
    }
}
