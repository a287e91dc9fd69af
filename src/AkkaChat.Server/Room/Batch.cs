using Akka.IO;

namespace AkkaChat.Server.Room;

/// <summary>
/// Whole formatted lines, ready for the wire. Immutable, and shared by reference between all who are to send it.
/// </summary>
internal sealed class Batch
{
    /// <summary>About what a batch takes beside its bytes: its objects, and its place in the outboxes.</summary>
    private const int Overhead = 256;

    /// <param name="bytes">Becomes the batch's own: nobody may write to it again.</param>
    /// <param name="timer">To be completed by each member that has written it, if the lines are timed.</param>
    public Batch(ArraySegment<byte> bytes, DeliveryTimer? timer = null)
    {
        Timer = timer;
        Bytes = bytes;
        Wire = ByteString.FromBytes(bytes);
        Lines = bytes.AsSpan().Count((byte)'\n');
    }

    public ArraySegment<byte> Bytes { get; }

    /// <summary>The same bytes in the form that Akka.IO writes. It refers to them, it does not copy them.</summary>
    public ByteString Wire { get; }

    public DeliveryTimer? Timer { get; }

    public int Length => Bytes.Count;

    /// <summary>How many there are.</summary>
    public int Lines { get; }

    /// <summary>What counts when memory is bounded: very many very short batches are not free.</summary>
    public int Cost => CostOf(Length);

    /// <param name="length">In bytes.</param>
    public static int CostOf(int length) => length + Overhead;
}
