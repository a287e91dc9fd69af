using Akka.Actor;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.MicroBench.Room;

/// <summary>The least that a member of the room can be. The last to hear all of a round tells the parent.</summary>
internal sealed class CountingMember(Round round) : UntypedActor
{
    private int _heard;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Deliver deliver:
                if (deliver.AckRequested)
                    Sender.Tell(DeliveryAck.Instance);
                Hear(deliver.Batch.Length);
                break;
            case Joined or Accepted:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Hear(int length)
    {
        _heard += length;
        if (_heard < round.Length)
            return;

        _heard = 0;
        if (round.CountOne())
            Context.Parent.Tell(HeardAll.Instance);
    }

    public sealed class HeardAll
    {
        public static readonly HeardAll Instance = new();
    }
}
