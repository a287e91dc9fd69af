using System.Net;
using AkkaChat.Server.Network;

namespace AkkaChat.Tests.Network;

public sealed class AdmissionTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Two = IPAddress.Parse("192.0.2.2");

    [Fact]
    public void Is_full_when_all_slots_are_taken_and_not_before()
    {
        var admission = new Admission(2, null);

        Assert.Null(admission.Enter(One));
        Assert.Null(admission.Enter(One));
        Assert.Equal(Refusal.RoomFull, admission.Enter(Two));
    }

    [Fact]
    public void A_slot_that_is_given_back_can_be_taken_again()
    {
        var admission = new Admission(1, null);
        admission.Enter(One);
        admission.Leave(One);

        Assert.Null(admission.Enter(Two));
    }

    [Fact]
    public void An_address_has_its_own_limit()
    {
        var admission = new Admission(10, 1);

        Assert.Null(admission.Enter(One));
        Assert.Equal(Refusal.AddressFull, admission.Enter(One));
        Assert.Null(admission.Enter(Two));
    }

    [Fact]
    public void A_refusal_takes_no_slot()
    {
        var admission = new Admission(2, 1);
        admission.Enter(One);
        for (var i = 0; i < 10; i++)
            admission.Enter(One);

        Assert.Equal(1, admission.Count);
        admission.Leave(One);
        Assert.Null(admission.Enter(One));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", true)]
    public void Of_IPv6_the_network_counts(string one, string other, bool both)
    {
        var admission = new Admission(10, 1);
        admission.Enter(IPAddress.Parse(one));

        Assert.Equal(both, admission.Enter(IPAddress.Parse(other)) is null);
    }

    [Fact]
    public void IPv4_mapped_addresses_count_as_IPv4()
    {
        var admission = new Admission(10, 1);
        admission.Enter(One.MapToIPv6());

        Assert.Equal(Refusal.AddressFull, admission.Enter(One));
        admission.Leave(One);
        Assert.Null(admission.Enter(One.MapToIPv6()));
    }
}
