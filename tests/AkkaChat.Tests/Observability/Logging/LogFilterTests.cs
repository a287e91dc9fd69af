using AkkaChat.Server.Observability.Logging;
using Serilog.Events;
using Serilog.Parsing;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>What of the engine's log is let through.</summary>
public sealed class LogFilterTests
{
    private const string Engine = "akka://akkachat/system/IO-TCP/tcp-listener-0";
    private const string Ours = "akka://akkachat/user/listener";

    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private readonly DuplicateWarningFilter _filter = new(TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(Engine, LogEventLevel.Information, "Binding", true)]
    [InlineData(Engine, LogEventLevel.Error, "Bind failed for TCP channel on endpoint [{0}]", true)]
    [InlineData(Engine, LogEventLevel.Error, "Fatal socket error", false)]
    [InlineData(Engine, LogEventLevel.Warning, "Retriable socket error", false)]
    [InlineData(Engine, LogEventLevel.Debug, "whatever", false)]
    [InlineData(Ours, LogEventLevel.Information, "Listening on {Endpoint}", false)]
    public void What_our_own_lines_tell_is_not_told_twice(string path, LogEventLevel level, string text, bool told) =>
        Assert.Equal(told, EngineEvents.IsToldByUs(Event(path, level, text, Start)));

    [Fact]
    public void The_same_warning_of_the_engine_passes_once_in_a_while()
    {
        Assert.True(Passes(Engine, "out of files", 0));
        Assert.False(Passes(Engine, "out of files", 1));
        Assert.False(Passes(Engine, "out of files", 9.9));
        Assert.True(Passes(Engine, "out of files", 10));
        Assert.False(Passes(Engine, "out of files", 11));
    }

    [Fact]
    public void Warnings_without_end_are_forgotten()
    {
        for (var i = 0; i < DuplicateWarningFilter.MaxRemembered; i++)
            Assert.True(Passes(Engine, $"{i}", 0));
        Assert.False(Passes(Engine, "0", 1));

        Assert.True(Passes(Engine, "one more", 1));

        Assert.True(Passes(Engine, "0", 1));
        Assert.False(Passes(Engine, "0", 1));
    }

    [Fact]
    public void Other_warnings_pass()
    {
        Assert.True(Passes(Engine, "out of files", 0));
        Assert.True(Passes(Engine, "something else", 0));
        Assert.True(Passes(Ours, "ours", 0));
        Assert.True(Passes(Ours, "ours", 0));
    }

    private bool Passes(string path, string text, double seconds) =>
        _filter.IsEnabled(Event(path, LogEventLevel.Warning, text, Start + TimeSpan.FromSeconds(seconds)));

    private static LogEvent Event(string path, LogEventLevel level, string text, DateTimeOffset time) => new(
        time, level, null, new MessageTemplateParser().Parse(text), [new LogEventProperty("ActorPath", new ScalarValue(path))]);
}
