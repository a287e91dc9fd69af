using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public class ConnectionStatsRegistryTests
{
    private readonly ConnectionStatsRegistry _ledger = new();

    [Fact]
    public void The_sum_is_of_all_connections()
    {
        var first = _ledger.Open();
        first.AddReceivedBytes(10);
        first.AddReceivedLines(2);
        var second = _ledger.Open();
        second.AddReceivedBytes(5);
        second.AddSent(lines: 3, bytes: 70);
        second.SetPending(1000);

        var (open, sum) = _ledger.Read();

        Assert.Equal(2, open);
        Assert.Equal((2, 3, 15, 70, 1000), (sum.LinesIn, sum.LinesOut, sum.BytesIn, sum.BytesOut, sum.Pending));
    }

    [Fact]
    public void What_went_through_a_connection_stays_when_it_ends_but_nothing_waits_for_it_any_more()
    {
        var stats = _ledger.Open();
        stats.AddReceivedLines(2);
        stats.AddSent(lines: 3, bytes: 70);
        stats.SetPending(1000);

        _ledger.Close(stats);
        _ledger.Close(stats);

        var (open, sum) = _ledger.Read();
        Assert.Equal(0, open);
        Assert.Equal((2, 3, 70, 0), (sum.LinesIn, sum.LinesOut, sum.BytesOut, sum.Pending));
    }
}
