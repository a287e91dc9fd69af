using System.Globalization;
using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>
/// Schedules of faults from fixed seeds; the environment variable AKKACHAT_SIMULATIONS sets another number of them.
/// </summary>
public sealed class SimulationTests
{
    /// <summary>How many schedules a mistake may hide in.</summary>
    private const int SchedulesPerMistake = 400;

    private static int Schedules =>
        int.TryParse(Environment.GetEnvironmentVariable("AKKACHAT_SIMULATIONS"), CultureInfo.InvariantCulture, out var count) ? count : 60;

    public static TheoryData<string> Mistakes => [.. BrokenRules.All.Keys];

    [Fact]
    public void Every_member_sees_one_order_without_gaps_whatever_fails()
    {
        var majorities = 0;
        for (var seed = 0; seed < Schedules; seed++)
        {
            var cluster = new SimulatedCluster(seed, ProtocolRules.All);
            var problem = Record.Exception(cluster.Run);
            Assert.True(problem is null, $"seed {seed}: {problem}");
            majorities += cluster.HasKeptMajority ? 1 : 0;
        }

        // Otherwise there would be little to see.
        Assert.InRange(majorities, Schedules * 9 / 10, Schedules);
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
