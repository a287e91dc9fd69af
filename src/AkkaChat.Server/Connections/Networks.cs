using System.Net;

namespace AkkaChat.Server.Connections;

internal static class Networks
{
    extension(IPNetwork network)
    {
        /// <summary>One contains the other, or they are the same.</summary>
        public bool Overlaps(IPNetwork other) => network.Contains(other.BaseAddress) || other.Contains(network.BaseAddress);
    }
}
