using System.Numerics;

namespace AkkaChat.Bench.Driving;

/// <summary>Who sends, how much is on its way, and how much there is still to send.</summary>
internal sealed class Sender(uint number, Connection connection, int window, long quota)
{
    /// <summary>Where in the common stream those of its messages end that are known but have not returned.</summary>
    private readonly long[] _ends = new long[window == 0 ? 0 : BitOperations.RoundUpToPowerOf2((uint)window)];

    private uint _known;
    private uint _returned;
    private long _quota = quota;

    public uint Number => number;

    public Connection Connection => connection;

    /// <summary>Messages that it has sent.</summary>
    public uint Sent { get; private set; }

    /// <summary>It is among those that are to send next.</summary>
    public bool IsDue { get; set; }

    /// <summary>Nothing more is to come of it.</summary>
    public bool IsDone => Sent >= _quota && connection.Unsent == 0;

    /// <summary>Messages that may be sent now.</summary>
    public long Allowed => Math.Min(_quota - Sent, window == 0 ? long.MaxValue : window - (Sent - _returned));

    /// <summary>The time is over.</summary>
    public void Stop() => _quota = Math.Min(_quota, Sent);

    public void CountSent() => Sent++;

    /// <summary>One of its messages has returned.</summary>
    public void Return() => _returned++;

    /// <summary>The next of its messages ends there in the common stream.</summary>
    public void Know(long end)
    {
        if (_ends.Length > 0)
            _ends[_known++ & (_ends.Length - 1)] = end;
    }

    /// <summary>Its connection has received the common stream up to there.</summary>
    /// <returns>False if nothing new has returned with that.</returns>
    public bool ReturnUntil(long position)
    {
        var before = _returned;
        while (_returned != _known && _ends[_returned & (_ends.Length - 1)] <= position)
            _returned++;
        return _returned != before;
    }
}
