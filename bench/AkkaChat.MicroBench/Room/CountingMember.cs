using Akka.Actor;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.MicroBench.Room;

/// <summary>A member that only counts. The last one to receive all lines of a round notifies the parent.</summary>
internal sealed class CountingMember(Round round) : UntypedActor
{
    private int _received;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Deliver deliver:
                if (deliver.AckRequested)
                    Sender.Tell(DeliveryAck.Instance);
                Count(deliver.Batch.Length);
                break;
            case Joined or Accepted:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Count(int length)
    {
        _received += length;
        if (_received < round.Length)
            return;

        _received = 0;
        if (round.CountOne())
            Context.Parent.Tell(RoundCompleted.Instance);
    }

    public sealed class RoundCompleted { public static readonly RoundCompleted Instance = new(); }
}
