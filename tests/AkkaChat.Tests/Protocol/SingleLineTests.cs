using AkkaChat.Server.Protocol;

namespace AkkaChat.Tests.Protocol;

public sealed class SingleLineTests
{
    [Theory]
    [InlineData("a\tb\r\nc\u007f\u009b", "a b  c  ")]
    [InlineData("a\u2028b\u2029c", "a b c")]
    [InlineData("\u202Etxet\u2066", " txet ")]
    [InlineData("a\U000E0020b\U0001BCA0c", "a b c")]
    public void Control_and_format_characters_become_spaces(string text, string line) =>
        Assert.Equal(line, SingleLine.Sanitize(text));

    [Fact]
    public void An_unpaired_surrogate_becomes_a_replacement_character() =>
        Assert.Equal("a\uFFFDb", SingleLine.Sanitize("a\uD83Db"));

    [Theory]
    [InlineData("")]
    [InlineData("größe \U0001F600 \U0010FFFF \"quoted\"")]
    public void Other_text_is_unchanged(string text) => Assert.Equal(text, SingleLine.Sanitize(text));
}
