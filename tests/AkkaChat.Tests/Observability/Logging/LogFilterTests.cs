using AkkaChat.Server.Observability.Logging;
using Microsoft.Extensions.Time.Testing;
using Serilog.Core;
using Serilog.Events;
using static AkkaChat.Tests.Observability.Logging.LogEvents;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>Which events reach the log.</summary>
public sealed class LogFilterTests
{
    private const string Akka = "Akka.Actor.ActorSystem";
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";
    private const string Ours = "AkkaChat";

    private readonly TimeSpan _period = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();
    private readonly DuplicateWarningFilter _filter;

    public LogFilterTests() => _filter = new DuplicateWarningFilter(_period, _time);

    [Theory]
    [InlineData(Ours, LogEventLevel.Information, "Listening on {Endpoint}", false)]
    [InlineData(Ours, LogEventLevel.Warning, "Bind failed", true)]
    [InlineData(Akka, LogEventLevel.Debug, "Accepting", true)]
    [InlineData(Akka, LogEventLevel.Error, "Fatal socket error", true)]
    [InlineData(Akka, LogEventLevel.Error, "Bind failed for TCP channel on endpoint [{0}]", false)]
    [InlineData("Microsoft.Hosting.Lifetime", LogEventLevel.Information, "Application started", false)]
    [InlineData(Kestrel, LogEventLevel.Warning, "Heartbeat", true)]
    [InlineData("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogEventLevel.Error, "Unhealthy", false)]
    public void The_source_of_an_event_decides_at_which_level_it_is_logged(
        string source, LogEventLevel level, string text, bool logged)
    {
        var events = new List<string>();
        using var logger = ChatLog.CreateLogger(new LoggingLevelSwitch(LogEventLevel.Warning), new Catcher(events.Add));

        logger.ForContext(Constants.SourceContextPropertyName, source).Write(level, text);

        Assert.Equal(logged, events.Count == 1);
    }

    [Theory]
    [InlineData(Akka)]
    [InlineData(Kestrel)]
    public void The_same_warning_of_a_library_passes_once_per_period(string source)
    {
        Assert.True(Passes(source, "out of files"));
        Assert.False(Passes(source, "out of files"));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(Passes(source, "out of files"));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(Passes(source, "out of files"));
        Assert.False(Passes(source, "out of files"));
    }

    /// <summary>The times of events are those of the wall clock, which an administrator or NTP may set.</summary>
    [Fact]
    public void A_wall_clock_that_is_set_neither_passes_nor_silences_a_warning()
    {
        Assert.True(Passes(Akka, "out of files", Time));
        Assert.False(Passes(Akka, "out of files", Time + TimeSpan.FromDays(1)));

        _time.Advance(_period);

        Assert.True(Passes(Akka, "out of files", Time - TimeSpan.FromDays(1)));
    }

    [Fact]
    public void The_memory_of_warnings_is_bounded()
    {
        for (var i = 0; i < DuplicateWarningFilter.Capacity; i++)
            Assert.True(Passes(Akka, $"{i}"));
        Assert.False(Passes(Akka, "0"));

        Assert.True(Passes(Akka, "one more"));

        Assert.True(Passes(Akka, "0"));
        Assert.False(Passes(Akka, "0"));
    }

    [Fact]
    public void Other_warnings_pass()
    {
        Assert.True(Passes(Akka, "out of files"));
        Assert.True(Passes(Akka, "something else"));
        Assert.True(Passes(Ours, "out of files"));
        Assert.True(Passes(Ours, "out of files"));
    }

    private bool Passes(string source, string text) => Passes(source, text, Time);

    private bool Passes(string source, string text, DateTimeOffset wallClock) => _filter.IsEnabled(Event(
        wallClock, LogEventLevel.Warning, text, null, (Constants.SourceContextPropertyName, source)));
}
