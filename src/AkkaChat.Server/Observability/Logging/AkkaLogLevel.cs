using Akka.Configuration;
using Serilog.Events;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// The level of the engine's events. Those of our actors take the same way through the engine's log, which must let
/// through what either of the two levels asks for.
/// </summary>
internal static class AkkaLogLevel
{
    private const string Key = "akka.loglevel";

    /// <summary>What is configured.</summary>
    public static LogEventLevel Of(Config hocon) => hocon.GetString(Key, "INFO").ToUpperInvariant() switch
    {
        "DEBUG" => LogEventLevel.Debug,
        "INFO" => LogEventLevel.Information,
        "WARNING" => LogEventLevel.Warning,
        "ERROR" => LogEventLevel.Error,
        "OFF" => LevelAlias.Off,
        // For the engine itself to refuse, when it starts.
        _ => LogEventLevel.Verbose,
    };

    /// <summary>What the engine's log must be set to, if that is not what is configured.</summary>
    public static Config Wiring(LogEventLevel engine, LogEventLevel ours) =>
        ours < engine ? ConfigurationFactory.ParseString($"{Key} = {NameOf(ours)}") : Config.Empty;

    private static string NameOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARNING",
        _ => "ERROR",
    };
}
