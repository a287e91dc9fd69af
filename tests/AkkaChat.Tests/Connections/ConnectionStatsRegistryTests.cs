using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public class ConnectionStatsRegistryTests
{
    private readonly ConnectionStatsRegistry _registry = new();

    [Fact]
    public void The_sum_includes_all_connections()
    {
        var first = _registry.Open();
        first.AddReceivedBytes(10);
        first.AddReceivedLines(2);
        var second = _registry.Open();
        second.AddReceivedBytes(5);
        second.AddSent(lines: 3, bytes: 70);
        second.SetPending(1000);

        var (open, sum) = _registry.Read();

        Assert.Equal(2, open);
        Assert.Equal((2, 3, 15, 70, 1000), (sum.LinesIn, sum.LinesOut, sum.BytesIn, sum.BytesOut, sum.Pending));
    }

    [Fact]
    public void The_totals_of_a_closed_connection_stay_but_nothing_is_pending_any_more()
    {
        var stats = _registry.Open();
        stats.AddReceivedLines(2);
        stats.AddSent(lines: 3, bytes: 70);
        stats.SetPending(1000);

        _registry.Close(stats);
        _registry.Close(stats);

        var (open, sum) = _registry.Read();
        Assert.Equal(0, open);
        Assert.Equal((2, 3, 70, 0), (sum.LinesIn, sum.LinesOut, sum.BytesOut, sum.Pending));
    }
}
