using AkkaChat.Server.Telemetry;

namespace AkkaChat.Tests.Telemetry;

public class TrafficLedgerTests
{
    private readonly TrafficLedger _ledger = new();

    [Fact]
    public void The_sum_is_of_all_connections()
    {
        var first = _ledger.Open();
        first.Read(10);
        first.Said(2);
        var second = _ledger.Open();
        second.Read(5);
        second.Wrote(lines: 3, bytes: 70);
        second.Owes(1000);

        var (open, sum) = _ledger.Read();

        Assert.Equal(2, open);
        Assert.Equal((2, 3, 15, 70, 1000), (sum.LinesIn, sum.LinesOut, sum.BytesIn, sum.BytesOut, sum.Pending));
    }

    [Fact]
    public void What_went_through_a_connection_stays_when_it_ends_but_nothing_waits_for_it_any_more()
    {
        var traffic = _ledger.Open();
        traffic.Said(2);
        traffic.Wrote(lines: 3, bytes: 70);
        traffic.Owes(1000);

        _ledger.Close(traffic);
        _ledger.Close(traffic);

        var (open, sum) = _ledger.Read();
        Assert.Equal(0, open);
        Assert.Equal((2, 3, 70, 0), (sum.LinesIn, sum.LinesOut, sum.BytesOut, sum.Pending));
    }
}
