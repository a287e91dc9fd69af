using AkkaChat.Server.Control;

namespace AkkaChat.Tests.Control;

public sealed class MemberIdTests
{
    [Theory]
    [InlineData("#17", 17, null)]
    [InlineData("#17@chat2.example.org:9200", 17, "chat2.example.org:9200")]
    [InlineData("#17@[2001:db8::1]:9200", 17, "[2001:db8::1]:9200")]
    public void An_ID_is_a_number_of_this_node_or_of_one_that_it_names(string text, long number, string? node)
    {
        Assert.Equal(new MemberId(number, node), MemberId.TryParse(text));
        Assert.Equal(text, $"{MemberId.TryParse(text)}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("17")]
    [InlineData("17@chat2.example.org:9200")]
    [InlineData("#-17")]
    [InlineData("#99999999999999999999")]
    [InlineData("#17@")]
    [InlineData("#17@chat2.example.org")]
    [InlineData("#@chat2.example.org:9200")]
    [InlineData("#17@chat 2:9200")]
    public void Everything_else_is_none(string? text) => Assert.Null(MemberId.TryParse(text));
}
