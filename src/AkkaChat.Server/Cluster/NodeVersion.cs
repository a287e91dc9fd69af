using System.Globalization;
using Akka.Cluster;

namespace AkkaChat.Server.Cluster;

/// <summary>
/// The version of the messages between nodes; each node tells the others its own as Akka's <c>app-version</c>. A node that has the next
/// version sends what this one understands while one of this version is up.
/// </summary>
internal static class NodeVersion
{
    public const int Current = 1;

    /// <summary>The one before, the same, and the next.</summary>
    public static bool IsCompatible(Member node) => Of(node) is { } version && Math.Abs(version - Current) <= 1;

    /// <returns>Null if the node is no server of this kind.</returns>
    public static int? Of(Member node) =>
        int.TryParse(node.AppVersion.Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
