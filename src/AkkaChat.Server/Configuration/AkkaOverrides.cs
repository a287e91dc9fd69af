using Akka.Configuration;
using AkkaChat.Hocon;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Observability.Logging;

namespace AkkaChat.Server.Configuration;

/// <summary>The settings of Akka that the server sets itself, over those of the configuration.</summary>
internal static class AkkaOverrides
{
    /// <summary>
    /// Longer than any task of the shutdown with the longest grace, an hour: the timeouts of the tasks apply, not Akka's timeout of a
    /// phase.
    /// </summary>
    public const string PhaseTimeout = "akka.coordinated-shutdown.default-phase-timeout = 2h";

    private static readonly Config Always = $"""
        akka.stdout-logger-class = "{typeof(StdOutLogger).AssemblyQualifiedName}"
        {PhaseTimeout}
        """;

    public static Config Of(ChatSettings settings) => OfNode(settings) is { } node ? node.WithFallback(Always) : Always;

    /// <returns>The keys of the section <c>akka</c> whose values in the configuration have no effect.</returns>
    public static HoconSection Keys(ChatSettings settings)
    {
        var keys = AkkaReference.Read(Always.GetConfig("akka"));
        var unused = new HoconScalar("", keys.Origin);
        // Akka.Hosting sets it.
        keys.Set(["loggers"], unused);
        if (OfNode(settings) is { } node)
        {
            keys.Merge(AkkaReference.Read(node.GetConfig("akka")));
            // Akka reads it only with TLS, and then a DotNettySslSetup replaces it.
            keys.Set(["remote", "dot-netty", "tcp", "ssl"], unused);
        }

        return keys;
    }

    /// <returns>Null for a single server.</returns>
    private static Config? OfNode(ChatSettings settings) => settings.Cluster is { } cluster
        ? AkkaClusterConfig.Create(cluster, longestPost: settings.Room.AckThreshold + settings.Connection.LongestLine)
        : null;
}
