using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Room;

public sealed class UniqueNamesTests : ActorTest
{
    private readonly IActorRef _room;
    private readonly TestProbe _alice;

    public UniqueNamesTests()
    {
        _room = Sys.ActorOf(RoomActor.Props(uniqueNames: true, window: 1000, TestMeter.Create(), new UnhurriedTime()));
        _alice = CreateTestProbe();
        Join("alice", _alice);
        _alice.ExpectMsg<Joined>();
    }

    [Fact]
    public void A_name_in_use_is_refused()
    {
        var second = CreateTestProbe();

        Join("alice", second);

        second.ExpectMsg<NameTaken>();
        _room.Tell(new Say(TestLines.Of("hello\n")), second);
        second.ExpectMsg<Left>();
    }

    [Fact]
    public void Another_name_is_not()
    {
        var second = CreateTestProbe();

        Join("Alice", second);

        second.ExpectMsg<Joined>();
    }

    [Fact]
    public void A_name_is_free_again_when_its_member_has_left()
    {
        _room.Tell(Leave.Instance, _alice);

        ExpectFree();
    }

    [Fact]
    public void A_name_is_free_again_when_its_member_has_died()
    {
        Sys.Stop(_alice);

        ExpectFree();
    }

    [Fact]
    public void All_names_are_free_again_when_the_room_has_failed()
    {
        EventFilter.Exception<NullReferenceException>().ExpectOne(() => _room.Tell(new Say(null!), _alice));

        ExpectFree();
    }

    [Fact]
    public void A_refusal_does_not_free_the_name()
    {
        var second = CreateTestProbe();
        Join("alice", second);
        second.ExpectMsg<NameTaken>();
        Sys.Stop(second);
        var third = CreateTestProbe();

        Join("alice", third);

        third.ExpectMsg<NameTaken>();
    }

    private void ExpectFree() => AwaitAssert(() =>
    {
        var second = CreateTestProbe();
        Join("alice", second);
        second.ExpectMsg<Joined>(TimeSpan.FromSeconds(1));
    });

    private void Join(string name, TestProbe member) => _room.Tell(new Join(TestLines.Name(name)), member);
}
