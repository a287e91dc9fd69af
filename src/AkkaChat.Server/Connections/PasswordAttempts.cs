using System.Net;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Slows down clients that guess the password of the room. A wrong one is refused after <see cref="Wait"/>; after
/// <see cref="MaxWrong"/> within <see cref="Period"/> from one address every attempt from there, the right password included, is
/// refused at once for another <see cref="Period"/>. Attempts that are refused at once do not count. Clients that do not count for any
/// address are refused at once while <see cref="MaxWaiting"/> of them wait. Not thread-safe.
/// </summary>
internal sealed class PasswordAttempts
{
    public const int MaxWrong = 10;

    /// <summary>Clients that wait at the same time; further ones are refused without the wait.</summary>
    public const int MaxWaiting = 256;

    /// <summary>Addresses that are remembered; beyond that the one with the oldest attempt is forgotten.</summary>
    public const int MaxAddresses = 16 * 1024;

    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Dictionary<IPAddress, LinkedListNode<Address>> _addresses = [];

    /// <summary>By their last wrong attempts: the oldest comes first.</summary>
    private readonly LinkedList<Address> _byAge = [];

    /// <summary>When the waits end, in their order.</summary>
    private readonly Queue<TimeSpan> _waits = [];

    /// <summary>Of these the ones of clients that do not count for any address.</summary>
    private readonly Queue<TimeSpan> _anonymousWaits = [];

    /// <summary>Addresses that are remembered.</summary>
    public int Count => _addresses.Count;

    /// <summary>For a client that connects.</summary>
    /// <param name="address">Null if it does not count for any address.</param>
    /// <param name="now">A monotonic clock's.</param>
    /// <returns>Null unless attempts from its address are refused.</returns>
    public Rejection? RejectionOf(IPAddress? address, TimeSpan now)
    {
        ForgetOld(now);
        return address is not null && _addresses.TryGetValue(CountedAddress.Of(address), out var node) && node.Value.IsBlocked
            ? Rejection.TooManyWrongPasswords
            : null;
    }

    /// <summary>For a client that has sent a password.</summary>
    /// <param name="address">Null if it does not count for any address.</param>
    /// <param name="now">A monotonic clock's.</param>
    /// <param name="wait">How long the client has to wait for its rejection.</param>
    /// <returns>Null if it may join.</returns>
    public Rejection? Check(IPAddress? address, bool isRight, TimeSpan now, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (RejectionOf(address, now) is { } blocked)
            return blocked;
        ForgetEnded(_waits, now);
        ForgetEnded(_anonymousWaits, now);
        if (address is null && _anonymousWaits.Count == MaxWaiting)
            return Rejection.TooManyWrongPasswords;
        if (isRight)
            return null;

        if (address is not null)
            Remember(CountedAddress.Of(address), now);
        if (_waits.Count < MaxWaiting)
        {
            wait = Wait;
            _waits.Enqueue(now + wait);
            if (address is null)
                _anonymousWaits.Enqueue(now + wait);
        }

        return Rejection.WrongPassword;
    }

    private static void ForgetEnded(Queue<TimeSpan> waits, TimeSpan now)
    {
        while (waits.TryPeek(out var end) && end <= now)
            waits.Dequeue();
    }

    private void Remember(IPAddress key, TimeSpan now)
    {
        if (_addresses.TryGetValue(key, out var node))
            _byAge.Remove(node);
        else
            _addresses.Add(key, node = new LinkedListNode<Address>(new Address(key)));
        _byAge.AddLast(node);
        node.Value.Add(now);
        if (Count > MaxAddresses)
            ForgetOldest();
    }

    private void ForgetOld(TimeSpan now)
    {
        while (_byAge.First?.Value.Last + Period <= now)
            ForgetOldest();
    }

    private void ForgetOldest()
    {
        _addresses.Remove(_byAge.First!.Value.Key);
        _byAge.RemoveFirst();
    }

    /// <summary>The wrong attempts of one period from one address.</summary>
    private sealed class Address(IPAddress key)
    {
        private readonly Queue<TimeSpan> _attempts = [];

        public IPAddress Key => key;

        public TimeSpan Last { get; private set; }

        /// <summary>Until it is forgotten, a period after its last attempt.</summary>
        public bool IsBlocked => _attempts.Count == MaxWrong;

        public void Add(TimeSpan now)
        {
            while (_attempts.TryPeek(out var first) && first + Period <= now)
                _attempts.Dequeue();
            _attempts.Enqueue(now);
            Last = now;
        }
    }
}
