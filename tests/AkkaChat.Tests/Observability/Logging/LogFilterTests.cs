using AkkaChat.Server.Observability.Logging;
using AkkaChat.Tests.Support;
using Serilog.Core;
using Serilog.Events;
using static AkkaChat.Tests.Observability.Logging.LogEvents;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>Which events reach the log.</summary>
public sealed class LogFilterTests
{
    private const string Akka = "Akka.Actor.ActorSystem";
    private const string Ours = "AkkaChat";

    private readonly DuplicateWarningFilter _filter = new(TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(Ours, LogEventLevel.Information, "Listening on {Endpoint}", false)]
    [InlineData(Ours, LogEventLevel.Warning, "Bind failed", true)]
    [InlineData(Akka, LogEventLevel.Debug, "Accepting", true)]
    [InlineData(Akka, LogEventLevel.Error, "Fatal socket error", true)]
    [InlineData(Akka, LogEventLevel.Error, "Bind failed for TCP channel on endpoint [{0}]", false)]
    [InlineData("Microsoft.Hosting.Lifetime", LogEventLevel.Information, "Application started", false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogEventLevel.Warning, "Heartbeat", true)]
    [InlineData("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogEventLevel.Error, "Unhealthy", false)]
    public void The_source_of_an_event_decides_at_which_level_it_is_logged(
        string source, LogEventLevel level, string text, bool logged)
    {
        var events = new List<string>();
        using var logger = ChatLog.CreateLogger(TestSettings.Load(("log.level", "warning")).Settings.Log, new Catcher(events.Add));

        logger.ForContext(Constants.SourceContextPropertyName, source).Write(level, text);

        Assert.Equal(logged, events.Count == 1);
    }

    [Fact]
    public void The_same_warning_of_Akka_passes_once_per_period()
    {
        Assert.True(Passes(Akka, "out of files", 0));
        Assert.False(Passes(Akka, "out of files", 1));
        Assert.False(Passes(Akka, "out of files", 9.9));
        Assert.True(Passes(Akka, "out of files", 10));
        Assert.False(Passes(Akka, "out of files", 11));
    }

    [Fact]
    public void The_memory_of_warnings_is_bounded()
    {
        for (var i = 0; i < DuplicateWarningFilter.Capacity; i++)
            Assert.True(Passes(Akka, $"{i}", 0));
        Assert.False(Passes(Akka, "0", 1));

        Assert.True(Passes(Akka, "one more", 1));

        Assert.True(Passes(Akka, "0", 1));
        Assert.False(Passes(Akka, "0", 1));
    }

    [Fact]
    public void Other_warnings_pass()
    {
        Assert.True(Passes(Akka, "out of files", 0));
        Assert.True(Passes(Akka, "something else", 0));
        Assert.True(Passes(Ours, "out of files", 0));
        Assert.True(Passes(Ours, "out of files", 0));
    }

    private bool Passes(string source, string text, double seconds) => _filter.IsEnabled(Event(
        Time + TimeSpan.FromSeconds(seconds), LogEventLevel.Warning, text, null, (Constants.SourceContextPropertyName, source)));
}
