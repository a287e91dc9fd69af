using System.Net;
using System.Net.Sockets;
using AkkaChat.Server.Transports;

namespace AkkaChat.Tests.Transports;

public sealed class ClientTests
{
    [Theory]
    [InlineData("203.0.113.7:4242", "203.0.113.7", "203.0.113.7:4242")]
    [InlineData("[::ffff:203.0.113.7]:4242", "203.0.113.7", "203.0.113.7:4242")]
    [InlineData("[2001:db8::1]:4242", "2001:db8::1", "[2001:db8::1]:4242")]
    public void A_client_has_the_address_of_its_socket(string remote, string address, string name) =>
        Assert.Equal(
            new Client(Door.Tls, IPAddress.Parse(address), name), Client.Of(Door.Tls, (EndPoint)IPEndPoint.Parse(remote)));

    [Fact]
    public void A_client_of_a_Unix_socket_has_no_address() =>
        Assert.Equal(new Client(Door.Unix, null, "unix"), Client.Of(Door.Unix, new UnixDomainSocketEndPoint("/some/path")));
}
