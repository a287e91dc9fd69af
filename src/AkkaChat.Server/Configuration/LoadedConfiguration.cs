using Akka.Configuration;

namespace AkkaChat.Server.Configuration;

/// <summary>The effective configuration.</summary>
/// <param name="Settings">What this server reads.</param>
/// <param name="Hocon">All of it, for the actor system.</param>
/// <param name="Printed">The same for people, with the origin of each value.</param>
internal sealed record LoadedConfiguration(ChatSettings Settings, Config Hocon, string Printed);
