using System.Net;

namespace AkkaChat.Server.Connections;

/// <summary>A mute that an operator has imposed, on a name and on the network of an address.</summary>
/// <param name="Network">Null if the member has no address.</param>
/// <param name="End">On a monotonic clock; null for none.</param>
/// <param name="Reason">For the member; may be empty.</param>
internal sealed record ImposedMute(string Name, IPNetwork? Network, TimeSpan? End, string Reason)
{
    public Mute At(TimeSpan now) => new(End - now, Reason);
}
