using System.Net;
using System.Runtime.InteropServices;

namespace AkkaChat.Server.Connections;

/// <summary>Limits open connections, in total and per remote address. Not thread-safe.</summary>
internal sealed class ConnectionLimiter(int maxConnections, int? maxPerAddress)
{
    private readonly Dictionary<IPAddress, int> _perAddress = [];

    public int Count { get; private set; }

    /// <summary>Applies to connections that come later.</summary>
    public int MaxConnections { get; set; } = maxConnections;

    /// <summary>Null for no limit. Applies to connections that come later.</summary>
    public int? MaxPerAddress { get; set; } = maxPerAddress;

    /// <summary>Takes a slot for a connection.</summary>
    /// <param name="address">Null if the connection does not count for any address.</param>
    /// <returns>Null if a slot was free, otherwise why there is none.</returns>
    public Rejection? TryAcquire(IPAddress? address)
    {
        if (Count >= MaxConnections)
            return Rejection.RoomFull;

        if (address is not null)
        {
            // Also without a limit: there may be one later.
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_perAddress, CountedAddress.Of(address), out _);
            if (count >= MaxPerAddress)
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
        if (address is null)
            return;

        var key = CountedAddress.Of(address);
        if (--_perAddress[key] == 0)
            _perAddress.Remove(key);
    }
}
