using System.Net;
using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    public async Task An_address_is_resolved_to_itself(string address) =>
        Assert.Equal([new IPEndPoint(IPAddress.Parse(address), 9000)], await new HostPort(address, 9000).ResolveAsync());

    [Fact]
    public async Task A_name_is_resolved_to_all_of_its_addresses_each_once()
    {
        var expected = await Dns.GetHostAddressesAsync("localhost");

        var endpoints = await new HostPort("localhost", 9000).ResolveAsync();

        Assert.Equal(expected.ToHashSet(), endpoints.Select(endpoint => endpoint.Address).ToHashSet());
        Assert.Distinct(endpoints);
        Assert.All(endpoints, endpoint => Assert.Equal(9000, endpoint.Port));
    }

    [Theory]
    [InlineData("127.0.0.1:9000")]
    [InlineData("[::1]:9000")]
    public void An_endpoint_is_written_as_it_is_configured(string text)
    {
        var address = new HostPort(IPEndPoint.Parse(text));

        Assert.Equal(text, $"{address}");
        Assert.Equal(HostPort.Parse(text), address);
    }
}
