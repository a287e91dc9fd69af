using System.Net;
using System.Runtime.InteropServices;

namespace AkkaChat.Server.Connections;

/// <summary>Limits open connections, in total and per remote address. Not thread-safe.</summary>
/// <param name="maxPerAddress">Null for no limit.</param>
internal sealed class ConnectionLimiter(int maxConnections, int? maxPerAddress)
{
    private readonly Dictionary<IPAddress, int> _perAddress = [];

    public int Count { get; private set; }

    /// <summary>Takes a slot for a connection.</summary>
    /// <param name="address">Null if the connection does not count for any address.</param>
    /// <returns>Null if a slot was free, otherwise why there is none.</returns>
    public Rejection? TryAcquire(IPAddress? address)
    {
        if (Count >= maxConnections)
            return Rejection.RoomFull;

        if (maxPerAddress is { } most && address is not null)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_perAddress, CountedAddress.Of(address), out _);
            if (count >= most)
                return Rejection.AddressFull;
            count++;
        }

        Count++;
        return null;
    }

    /// <summary>Frees the slot of a connection.</summary>
    public void Release(IPAddress? address)
    {
        Count--;
        if (maxPerAddress is null || address is null)
            return;

        var key = CountedAddress.Of(address);
        if (--_perAddress[key] == 0)
            _perAddress.Remove(key);
    }
}
