using AkkaChat.Server.Web;
using Microsoft.Extensions.Primitives;

namespace AkkaChat.Tests.Web;

public sealed class AllowedOriginsTests
{
    [Theory]
    [InlineData("https://chat.example.org", "chat.example.org", true)]
    [InlineData("https://CHAT.example.org", "chat.EXAMPLE.org", true)]
    [InlineData("https://chat.example.org", "chat.example.org:443", true)]
    [InlineData("http://chat.example.org", "chat.example.org:80", true)]
    [InlineData("http://localhost:8080", "localhost:8080", true)]
    [InlineData("http://[::1]:8080", "[::1]:8080", true)]
    [InlineData("https://xn--bcher-kva.example", "b\u00fccher.example", true)]
    [InlineData("https://chat.example.org", "chat.example.org:80", false)]
    [InlineData("http://localhost:8080", "localhost:8081", false)]
    [InlineData("http://localhost:8080", "localhost", false)]
    [InlineData("https://evil.example", "chat.example.org", false)]
    [InlineData("https://chat.example.org.evil.example", "chat.example.org", false)]
    [InlineData("https://chat.example.org", "", false)]
    [InlineData("https://chat.example.org", "chat.example.org/path", true)]
    [InlineData("https://chat.example.org", "a b", false)]
    [InlineData("null", "chat.example.org", false)]
    [InlineData("file://", "", false)]
    [InlineData("chrome-extension://abc", "abc", false)]
    [InlineData("", "chat.example.org", false)]
    public void Without_entries_the_origin_at_the_host_is_allowed(string origin, string host, bool isAllowed) =>
        Assert.Equal(isAllowed, new AllowedOrigins([]).Allow(origin, host));

    [Theory]
    [InlineData("https://chat.example.org", true)]
    [InlineData("https://chat.example.org:443", true)]
    [InlineData("HTTPS://Chat.Example.org", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://chat.example.org", false)]
    [InlineData("https://chat.example.org:8443", false)]
    [InlineData("https://host.example", false)]
    [InlineData("null", false)]
    public void Entries_replace_the_host(string origin, bool isAllowed) =>
        Assert.Equal(
            isAllowed,
            new AllowedOrigins([AllowedOrigins.Normalize("https://Chat.example.org:443"), "http://localhost:8080"])
                .Allow(origin, "host.example"));

    [Fact]
    public void A_request_without_an_origin_is_allowed_and_one_with_two_is_not()
    {
        var origins = new AllowedOrigins(["https://a.example", "https://b.example"]);

        Assert.True(origins.Allow(StringValues.Empty, "a.example"));
        Assert.False(origins.Allow(new StringValues(["https://a.example", "https://b.example"]), "a.example"));
    }

    [Theory]
    [InlineData("chat.example.org")]
    [InlineData("https://")]
    [InlineData("https://chat.example.org/")]
    [InlineData("https://chat.example.org/path")]
    [InlineData("https://chat.example.org?query")]
    [InlineData("https://user@chat.example.org")]
    [InlineData("https://chat.example.org#fragment")]
    [InlineData("wss://chat.example.org")]
    [InlineData("*")]
    public void A_text_that_is_no_origin_is_refused(string text) => Assert.Throws<FormatException>(() => AllowedOrigins.Normalize(text));
}
