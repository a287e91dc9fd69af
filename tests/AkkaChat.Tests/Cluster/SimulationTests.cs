using System.Globalization;
using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>
/// Schedules of faults from fixed seeds; the environment variable AKKACHAT_SIMULATIONS sets another number of them.
/// </summary>
public sealed class SimulationTests
{
    /// <summary>How many random schedules a mistake may hide in.</summary>
    private const int SchedulesPerMistake = 1000;

    private static int Schedules =>
        int.TryParse(Environment.GetEnvironmentVariable("AKKACHAT_SIMULATIONS"), CultureInfo.InvariantCulture, out var count) ? count : 400;

    public static TheoryData<string> Mistakes => [.. BrokenRules.All.Keys];

    public static TheoryData<string> ScriptedMistakes => [.. BrokenRules.All.Where(item => item.Value.Script is not null).Select(item => item.Key)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_member_sees_one_order_without_gaps_whatever_fails(bool needsMajority)
    {
        var problems = new SortedDictionary<int, string>();
        var majorities = 0;
        Parallel.For(0, Schedules, seed =>
        {
            var schedule = new RandomSchedule(seed, ProtocolRules.All, needsMajority);
            if (Record.Exception(schedule.Run) is { } problem)
            {
                lock (problems)
                    problems.Add(seed, problem.ToString());
            }

            if (schedule.Cluster.HasKeptMajority)
                Interlocked.Increment(ref majorities);
        });

        Assert.Empty(problems);
        // Otherwise there would be little to see.
        Assert.InRange(majorities, Schedules * 9 / 10, Schedules);
    }

    /// <summary>
    /// Schedules that have found faults: a relay had thrown away what the majority lacked, and could not go back to where they differ; it
    /// did not disconnect the author of a line that was accepted, not yet shown, and then replaced; it counted what it had thrown away of a
    /// branch as received; the sequencer did not send it the entries from which its own differ.
    /// </summary>
    [Theory]
    [InlineData(50950)]
    [InlineData(65568)]
    [InlineData(442037)]
    [InlineData(1018364)]
    public void With_commit_by_one_node_members_of_a_branch_are_disconnected(int seed) =>
        new RandomSchedule(seed, ProtocolRules.All, needsMajority: false).Run();

    /// <summary>
    /// Schedules that have found faults: a room that had not begun took over from one that had; a node restarted while its log was fetched.
    /// </summary>
    [Theory]
    [InlineData(29393)]
    [InlineData(17135)]
    public void A_takeover_loses_nothing(int seed) => new RandomSchedule(seed, ProtocolRules.All).Run();

    [Fact]
    public void A_seed_repeats_its_schedule()
    {
        var (one, other) = (new RandomSchedule(7, ProtocolRules.All), new RandomSchedule(7, ProtocolRules.All));
        one.Run();
        other.Run();

        Assert.NotEqual(0, one.Cluster.Observations.Lines);
        Assert.Equal(one.Cluster.Observations.Order, other.Cluster.Observations.Order);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_member_sees_that_a_rule_is_broken(string name)
    {
        var mistake = BrokenRules.All[name];
        if (mistake.Script is { } script)
            Assert.Throws<BrokenPromiseException>(() => script(mistake.Rules));
        else
            Assert.Contains(Enumerable.Range(0, SchedulesPerMistake), seed => BreaksAPromise(new RandomSchedule(seed, mistake.Rules)));
    }

    [Theory]
    [MemberData(nameof(ScriptedMistakes))]
    public void All_rules_together_keep_the_promises_where_a_broken_one_would_not(string name) =>
        BrokenRules.All[name].Script!(ProtocolRules.All);

    private static bool BreaksAPromise(RandomSchedule schedule)
    {
        try
        {
            schedule.Run();
            return false;
        }
        catch (Exception problem) when (problem is BrokenPromiseException or ArgumentException or InvalidOperationException)
        {
            return problem is BrokenPromiseException;
        }
    }
}
