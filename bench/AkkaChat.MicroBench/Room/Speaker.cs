using Akka.Actor;
using AkkaChat.Server.Protocol;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.MicroBench.Room;

/// <summary>
/// Joins members to a room and sends their lines; answers a <see cref="Script"/> with
/// <see cref="CountingMember.RoundCompleted"/> when all members have received everything. An actor, so that all lines of
/// a round are in the mailbox of the room before it runs.
/// </summary>
internal sealed class Speaker(IActorRef room, Username author, int members) : UntypedActor
{
    private static readonly int LengthOnTheWire = Sample.Prefix.Length + Sample.LineLength;

    private readonly Round _round = new();
    private readonly IActorRef[] _members = new IActorRef[members];
    private readonly Say _say = new(Sample.OneLine);

    private IActorRef _requester = ActorRefs.Nobody;
    private Script _script = new(0, 0);
    private int _roundsLeft;

    protected override void PreStart()
    {
        for (var i = 0; i < members; i++)
        {
            _members[i] = Context.ActorOf(Props.Create<CountingMember>(_round));
            room.Tell(new Join(author), _members[i]);
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Script script:
                _requester = Sender;
                _script = script;
                _roundsLeft = script.Rounds;
                Begin();
                break;
            case CountingMember.RoundCompleted when --_roundsLeft > 0:
                Begin();
                break;
            case CountingMember.RoundCompleted:
                _requester.Tell(message);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin()
    {
        _round.Begin(members, _script.Lines * LengthOnTheWire);
        for (var i = 0; i < _script.Lines; i++)
            room.Tell(_say, _members[i % members]);
    }
}
