using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Server.Connections;

/// <summary>
/// The addresses of one host that are still to be bound, one after the other. All get the same port; an address that the
/// machine lacks is skipped if another can be bound. Not thread-safe.
/// </summary>
/// <param name="isBound">Another address of the host is bound already.</param>
internal sealed class ListenAddresses(IEnumerable<IPEndPoint> pending, bool isBound = false)
{
    private readonly List<IPEndPoint> _pending = [.. pending];
    private bool _isBound = isBound;

    public IReadOnlyList<IPEndPoint> Pending => _pending;

    /// <summary>The address to bind next; null if none is left.</summary>
    public IPEndPoint? Next => _pending.Count > 0 ? _pending[0] : null;

    /// <summary>Marks <see cref="Next"/> as bound.</summary>
    /// <param name="bound">With the real port; port 0 of the other addresses becomes the same.</param>
    public void MarkBound(IPEndPoint bound)
    {
        _isBound = true;
        _pending.RemoveAt(0);
        for (var i = 0; i < _pending.Count; i++)
        {
            if (_pending[i].Port == 0)
                _pending[i] = new IPEndPoint(_pending[i].Address, bound.Port);
        }
    }

    /// <summary>Skips <see cref="Next"/>, which could not be bound.</summary>
    /// <returns>False if the machine has the address, or if no other is bound or left.</returns>
    public bool TrySkip(Exception? cause)
    {
        var isMissing = cause?.GetBaseException() is SocketException
        {
            SocketErrorCode: SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported,
        };
        if (!isMissing || (!_isBound && _pending.Count == 1))
            return false;

        _pending.RemoveAt(0);
        return true;
    }

    /// <summary>Binds an address that was lost, behind the others.</summary>
    public void Add(IPEndPoint lost) => _pending.Add(lost);

    /// <summary>Moves <see cref="Next"/>, which could not be bound, behind the others.</summary>
    public void Postpone()
    {
        _pending.Add(_pending[0]);
        _pending.RemoveAt(0);
    }
}
