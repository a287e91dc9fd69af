using System.Globalization;
using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>
/// Hundreds of schedules of faults from fixed seeds; the environment variable AKKACHAT_SIMULATIONS sets another number of them.
/// </summary>
public sealed class SimulationTests
{
    /// <summary>How many schedules a mistake may hide in.</summary>
    private const int SchedulesPerMistake = 400;

    private static int Schedules =>
        int.TryParse(Environment.GetEnvironmentVariable("AKKACHAT_SIMULATIONS"), CultureInfo.InvariantCulture, out var count) ? count : 200;

    public static TheoryData<string> Mistakes => [.. BrokenRules.All.Keys];

    [Fact]
    public void Every_member_sees_one_order_without_gaps_whatever_fails()
    {
        for (var seed = 0; seed < Schedules; seed++)
            Assert.True(FindProblem(seed, ProtocolRules.All) is null, $"seed {seed}: {FindProblem(seed, ProtocolRules.All)}");
    }

    [Fact]
    public void Nearly_every_schedule_keeps_a_majority()
    {
        List<SimulatedCluster> clusters = [.. Enumerable.Range(0, 100).Select(seed => new SimulatedCluster(seed, ProtocolRules.All))];
        clusters.ForEach(cluster => cluster.Run());

        Assert.InRange(clusters.Count(cluster => cluster.HasKeptMajority), 90, 100);
    }

    [Fact]
    public void A_seed_repeats_its_schedule()
    {
        var (one, other) = (new SimulatedCluster(7, ProtocolRules.All), new SimulatedCluster(7, ProtocolRules.All));
        one.Run();
        other.Run();

        Assert.NotEqual(0, one.Observations.Lines);
        Assert.Equal(one.Observations.Order, other.Observations.Order);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void The_simulation_finds_a_broken_rule(string mistake) => Assert.Contains(
        Enumerable.Range(0, SchedulesPerMistake), seed => FindProblem(seed, BrokenRules.All[mistake]) is not null);

    /// <returns>Null if all promises hold.</returns>
    private static Exception? FindProblem(int seed, ProtocolRules rules) => Record.Exception(() => new SimulatedCluster(seed, rules).Run());
}
