using System.Diagnostics.Metrics;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>
/// The batch under construction: the lines that were accepted since the last batch, formatted, in the total order.
/// <para>
/// Bytes that were appended are never changed, and a buffer that grows is replaced: a snapshot stays valid without a copy.
/// </para>
/// </summary>
/// <param name="targetBytes">The batch is full once it has this many bytes; its last line may exceed it.</param>
internal sealed class BatchBuilder(int targetBytes)
{
    private readonly List<long> _arrivals = [];
    private byte[] _buffer = [];

    /// <summary>In bytes.</summary>
    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    public bool IsFull => Length >= targetBytes;

    /// <summary>Formats lines until all are appended or the batch is full.</summary>
    /// <param name="prefix">Of the author, see <see cref="LineFormat"/>.</param>
    /// <param name="lines">Contents, each ended.</param>
    /// <param name="maxBytes">Maximum number of bytes by which the batch grows.</param>
    /// <returns>The number of bytes of <paramref name="lines"/> that were appended.</returns>
    public int Append(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> lines, int maxBytes = int.MaxValue)
    {
        var rest = lines;
        if (_buffer.Length == 0)
            Allocate(rest.Length + (prefix.Length * LineFormat.Count(rest)), maxBytes);
        while (!rest.IsEmpty && !IsFull)
        {
            var content = rest[..LineFormat.LengthOfFirst(rest)];
            var length = prefix.Length + content.Length;
            maxBytes -= length;
            if (maxBytes < 0)
                break;

            LineFormat.Copy(prefix, content, Extend(length));
            rest = rest[content.Length..];
        }

        return lines.Length - rest.Length;
    }

    /// <summary>Notes when lines of the batch arrived, for the measurement of their delivery.</summary>
    /// <param name="timestamp">In ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 if they are not timed.</param>
    public void AddArrival(long timestamp)
    {
        if (timestamp > 0)
            _arrivals.Add(timestamp);
    }

    /// <summary>The lines so far. Building goes on.</summary>
    public Batch Snapshot() => new(new ArraySegment<byte>(_buffer, 0, Length));

    /// <summary>Finishes the batch and begins the next one.</summary>
    /// <param name="duration">Records how long the delivery took, if any arrival was noted.</param>
    /// <param name="recipients">The number of members that will send the batch.</param>
    public Batch Build(Histogram<double> duration, int recipients)
    {
        var (bytes, arrivals) = Take();
        return new Batch(bytes, DeliveryTimer.Create(duration, arrivals, recipients));
    }

    /// <summary>The same, for lines that are not delivered yet.</summary>
    public (ArraySegment<byte> Bytes, long[] Arrivals) Take()
    {
        var bytes = new ArraySegment<byte>(_buffer, 0, Length);
        long[] arrivals = [.. _arrivals];
        _buffer = [];
        Length = 0;
        _arrivals.Clear();
        return (bytes, arrivals);
    }

    /// <summary>Room for all lines that arrived together, instead of growing line by line; but not for lines that have to wait.</summary>
    private void Allocate(int needed, int maxBytes)
    {
        if (needed <= maxBytes)
            _buffer = new byte[Math.Min(needed, targetBytes)];
    }

    private Span<byte> Extend(int count)
    {
        var needed = Length + count;
        if (needed > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(needed, 2 * _buffer.Length));

        var added = _buffer.AsSpan(Length, count);
        Length = needed;
        return added;
    }
}
