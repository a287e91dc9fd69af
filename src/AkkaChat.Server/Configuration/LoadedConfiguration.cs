using Akka.Configuration;

namespace AkkaChat.Server.Configuration;

/// <summary>The configuration in effect.</summary>
/// <param name="Settings">What the server itself reads.</param>
/// <param name="Hocon">The whole configuration, but for secrets, for the actor system.</param>
/// <param name="Printed">The whole configuration as text, with the origin of each value, but for secrets.</param>
/// <param name="Warnings">What probably has no effect, one line each.</param>
internal sealed record LoadedConfiguration(ChatSettings Settings, Config Hocon, string Printed, IReadOnlyList<string> Warnings);
