using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>The scheduling policy of the threads; the numbers are those of sched(7).</summary>
public sealed class SchedulingTests
{
    private const int Batch = 3;
    private const int Idle = 5;

    [Theory]
    [InlineData(".NET TP Worker")]
    [InlineData(".NET Sockets")]
    public async Task Threads_run_under_SCHED_BATCH(string thread)
    {
        using var server = await ServerProcess.StartListeningAsync();
        Assert.Equal([Batch], server.Policies(thread).Distinct());
    }

    [FactIfInstalled("chrt")]
    public async Task A_policy_chosen_by_the_operator_is_kept()
    {
        using var server = ServerProcess.StartWithPolicy("--idle", "--host", "127.0.0.1", "--port", "0");
        await server.ListeningAsync();

        Assert.Equal([Idle], server.Policies(".NET TP Worker").Distinct());
    }
}
