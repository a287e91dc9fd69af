using System.Net;

namespace AkkaChat.Server.Connections;

/// <summary>The name and network that bans and mutes of a member hold for.</summary>
/// <param name="Network">Null if it does not count for any address.</param>
internal sealed record MemberKey(string Name, IPNetwork? Network);
