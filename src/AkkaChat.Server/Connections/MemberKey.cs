using System.Net;

namespace AkkaChat.Server.Connections;

/// <summary>What bans and mutes of a member hold for.</summary>
/// <param name="Network">Null if it does not count for any address.</param>
internal sealed record MemberKey(string Name, IPNetwork? Network);
