using Akka.IO;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>
/// Whole lines in their wire format. Immutable, and shared by reference between all members that send it.
/// </summary>
internal sealed class Batch
{
    /// <summary>Approximate cost of a batch beside its bytes: its objects, and its places in the send queues.</summary>
    public const int OverheadBytes = 256;

    /// <param name="bytes">Owned by the batch from now on: must not be written to again.</param>
    /// <param name="timer">Completed by each recipient; null while deliveries are not timed.</param>
    public Batch(ArraySegment<byte> bytes, DeliveryTimer? timer = null)
    {
        Timer = timer;
        Bytes = bytes;
        Wire = ByteString.FromBytes(bytes);
        Lines = LineFormat.Count(bytes);
    }

    public ArraySegment<byte> Bytes { get; }

    /// <summary>The same bytes, not copied, in the form that Akka.IO writes.</summary>
    public ByteString Wire { get; }

    public DeliveryTimer? Timer { get; }

    /// <summary>In bytes.</summary>
    public int Length => Bytes.Count;

    /// <summary>Number of lines.</summary>
    public int Lines { get; }

    /// <summary>Bytes charged to a send queue and to the delivery window. Many tiny batches are not free.</summary>
    public int Cost => Length + OverheadBytes;
}
