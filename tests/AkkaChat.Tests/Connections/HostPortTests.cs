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
    [InlineData("Chat1.Example.ORG:9200", "chat1.example.org:9200")]
    [InlineData("[2001:DB8::0:1]:9200", "[2001:db8::1]:9200")]
    [InlineData("127.0.0.1:9200", "127.0.0.1:9200")]
    public void Hosts_that_mean_the_same_have_one_form(string text, string form) => Assert.Equal(form, $"{HostPort.Parse(text).Normalize()}");

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
