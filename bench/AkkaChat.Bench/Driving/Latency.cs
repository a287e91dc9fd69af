namespace AkkaChat.Bench.Driving;

/// <summary>How long messages take, taken as samples.</summary>
/// <param name="isEveryMessage">All of them are taken; otherwise one of eight of each sender.</param>
internal sealed class Latency(bool isEveryMessage)
{
    private readonly uint _mask = isEveryMessage ? 0u : 7u;

    /// <summary>Until the driver had them.</summary>
    public Histogram Read { get; } = new();

    /// <summary>Until the kernel had them, where it says so.</summary>
    public Histogram Arrived { get; } = new();

    /// <summary>When the driver had what it looks at now.</summary>
    public long ReadAt { get; set; }

    /// <summary>When the kernel had it; 0 if it does not say.</summary>
    public long ArrivedAt { get; set; }

    public bool IsSample(uint number) => (number & _mask) == 0;

    public void Add(long sent)
    {
        Read.Add(ReadAt - sent);
        if (ArrivedAt != 0)
            Arrived.Add(ArrivedAt - sent);
    }
}
