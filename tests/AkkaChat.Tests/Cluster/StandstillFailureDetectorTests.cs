using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

public sealed class StandstillFailureDetectorTests
{
    private readonly StandstillFailureDetector _detector;
    private long _milliseconds = 1000;

    public StandstillFailureDetectorTests()
    {
        _detector = new StandstillFailureDetector(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(0.5), () => _milliseconds);
        for (var beat = 0; beat < 10; beat++)
        {
            _detector.HeartBeat();
            AskFor(milliseconds: 500);
        }
    }

    [Fact]
    public void A_node_that_is_silent_while_this_one_runs_is_not_available() => Assert.False(AskFor(milliseconds: 8000));

    [Fact]
    public void A_pause_in_the_past_does_not_delay_the_next_detection()
    {
        AskFor(milliseconds: 2900);
        _detector.HeartBeat();
        AskFor(milliseconds: 500);
        _detector.HeartBeat();

        Assert.False(AskFor(milliseconds: 3600));
    }

    [Fact]
    public void A_node_is_available_after_a_standstill_of_this_one_and_then_has_the_full_heartbeat_pause()
    {
        _milliseconds += 8000;

        Assert.True(_detector.IsAvailable);
        Assert.True(AskFor(milliseconds: 2900));
        Assert.False(AskFor(milliseconds: 5000));
    }

    /// <summary>As often as Akka.Cluster asks.</summary>
    /// <returns>The last answer.</returns>
    private bool AskFor(int milliseconds)
    {
        var isAvailable = true;
        for (var end = _milliseconds + milliseconds; _milliseconds < end; _milliseconds += 100)
            isAvailable = _detector.IsAvailable;
        return isAvailable;
    }
}
