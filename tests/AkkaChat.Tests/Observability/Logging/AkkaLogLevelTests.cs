using Akka.Configuration;
using AkkaChat.Server.Observability.Logging;
using Serilog.Events;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>Two levels, one way: neither swallows what the other asks for.</summary>
public sealed class AkkaLogLevelTests
{
    [Theory]
    [InlineData("INFO", LogEventLevel.Debug, "DEBUG")]
    [InlineData("OFF", LogEventLevel.Debug, "DEBUG")]
    [InlineData("OFF", LogEventLevel.Information, "INFO")]
    [InlineData("off", LogEventLevel.Error, "ERROR")]
    [InlineData("ERROR", LogEventLevel.Warning, "WARNING")]
    public void The_engine_lets_our_events_through(string engine, LogEventLevel ours, string needed) =>
        Assert.Equal(needed, Wiring(engine, ours).GetString("akka.loglevel"));

    [Theory]
    [InlineData("DEBUG", LogEventLevel.Error)]
    [InlineData("DEBUG", LogEventLevel.Debug)]
    [InlineData("INFO", LogEventLevel.Information)]
    [InlineData("WARNING", LogEventLevel.Error)]
    [InlineData("LOUD", LogEventLevel.Debug)]
    public void What_lets_enough_through_stays_and_so_does_what_the_engine_is_to_refuse(string engine, LogEventLevel ours) =>
        Assert.False(Wiring(engine, ours).HasPath("akka.loglevel"));

    [Fact]
    public void Without_a_level_the_engine_has_its_own_default() =>
        Assert.Equal(LogEventLevel.Information, AkkaLogLevel.Of(Config.Empty));

    private static Config Wiring(string engine, LogEventLevel ours) =>
        AkkaLogLevel.Wiring(AkkaLogLevel.Of(ConfigurationFactory.ParseString($"akka.loglevel = {engine}")), ours);
}
