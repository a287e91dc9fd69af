using Akka.TestKit;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Room;

public sealed class UniqueNamesTests : RoomTest
{
    private readonly TestProbe _alice;

    public UniqueNamesTests()
        : base(uniqueNames: true) => _alice = Join("alice");

    [Fact]
    public void A_name_in_use_is_refused_and_makes_no_member()
    {
        var second = CreateTestProbe();

        SendJoin(second, "Alice");

        second.ExpectMsg<NameTaken>();
        Say(second, "hello\n");
        second.ExpectMsg<Left>();
    }

    [Fact]
    public void A_name_is_free_again_when_its_member_has_left()
    {
        SendLeave(_alice);

        Join("alice");
    }
}
