using Akka.Configuration;

namespace AkkaChat.Server.Configuration;

/// <summary>The configuration in effect.</summary>
/// <param name="Settings">What the server itself reads.</param>
/// <param name="Hocon">The configuration of the actor system: all but the server's own section.</param>
/// <param name="Printed">The whole configuration as text, with the origin of each value, but without secrets.</param>
internal sealed record LoadedConfiguration(ChatSettings Settings, Config Hocon, string Printed);
