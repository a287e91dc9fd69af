using Akka.Configuration;
using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>The configuration in effect.</summary>
/// <param name="Root">The whole configuration, resolved. It is not changed any more.</param>
/// <param name="RootKeys">Those that have an effect of their own.</param>
/// <param name="Settings">What the server itself reads.</param>
/// <param name="Hocon">The same for the actor system.</param>
/// <param name="Printed">The whole configuration as text, with the origin of each value, but for secrets.</param>
/// <param name="Warnings">What is allowed, and probably not meant; one line each.</param>
internal sealed record LoadedConfiguration(
    HoconSection Root,
    IReadOnlyList<string> RootKeys,
    ChatSettings Settings,
    Config Hocon,
    string Printed,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Without the values, of which some are secret.</summary>
    public override string ToString() => nameof(LoadedConfiguration);
}
