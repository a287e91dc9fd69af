using Akka.Hosting;
using AkkaChat.Hocon;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Observability.Logging;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaChat.Server.Configuration;

/// <summary>The settings of Akka that the server sets itself, over those of the configuration.</summary>
internal static class AkkaOverrides
{
    /// <summary>
    /// Longer than any task of the shutdown with the longest grace, an hour: the timeouts of the tasks apply, not Akka's timeout of a
    /// phase.
    /// </summary>
    public const string PhaseTimeout = "akka.coordinated-shutdown.default-phase-timeout = 2h";

    /// <param name="akka">Has the configuration already.</param>
    /// <param name="settings">Of the same configuration.</param>
    /// <param name="isNode">The actor system is to be a node of a cluster.</param>
    public static void ApplyTo(AkkaConfigurationBuilder akka, ChatSettings settings, bool isNode)
    {
        akka
            .AddHocon(
                $"""
                akka.stdout-logger-class = "{typeof(StdOutLogger).AssemblyQualifiedName}"
                {PhaseTimeout}
                """,
                HoconAddMode.Prepend)
            .ConfigureLoggers(loggers => loggers.UseChatLog());
        if (isNode)
        {
            var longestPost = settings.Room.AckThreshold + settings.Connection.LongestLine;
            akka.AddHocon(AkkaClusterConfig.Create(settings.Cluster!, longestPost), HoconAddMode.Prepend);
        }
    }

    /// <returns>The keys of the section <c>akka</c> whose values in the configuration have no effect.</returns>
    public static HoconSection Keys(ChatSettings settings)
    {
        var isNode = settings.Cluster is not null;
        var akka = new AkkaConfigurationBuilder(new ServiceCollection(), AkkaClusterConfig.SystemName);
        ApplyTo(akka, settings, isNode);
        var keys = AkkaReference.Read(akka.Configuration.Value.GetConfig("akka"));
        // Akka reads it only with TLS, and then a DotNettySslSetup replaces it.
        if (isNode)
            keys.Set(["remote", "dot-netty", "tcp", "ssl"], new HoconScalar("", keys.Origin));
        return keys;
    }
}
