using System.Text;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Tests.Protocol;

public sealed class MessageTextTests
{
    public static TheoryData<string> SafeTexts => new(
        "",
        "hello",
        "\ttabs\tare\tfine\t",
        " ~!@#$%^&*()_+{}|:\"<>?[];',./\\",
        "grüße, привет, 你好, 😀",
        "\u00A0\u00BF no control characters, though near them",
        "\u2000\u2027\u202A\u2030 nor are these, though near the separators",
        "\uFFFD\uFEFF\uFFFF\U0010FFFF",
        new string('x', 100_000));

    [Theory]
    [MemberData(nameof(SafeTexts))]
    public void Safe_text_is_returned_uncopied_and_allocates_nothing(string text)
    {
        ReadOnlySpan<byte> content = Encoding.UTF8.GetBytes(text);
        Assert.True(MessageText.Sanitize(content) == content);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            MessageText.Sanitize(content);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("a\u0000b", "a?b")]
    [InlineData("\u001B[31mred", "?[31mred")]
    [InlineData("a\rb", "a?b")]
    [InlineData("\r\r", "??")]
    [InlineData("a\u000B\u000C\u001C\u001D\u001E\u001Fb", "a??????b")]
    [InlineData("del\u007F", "del?")]
    [InlineData("\u0080\u0085\u009B\u009F", "????")]
    [InlineData("line\u2028paragraph\u2029", "line?paragraph?")]
    [InlineData("gr\u00FC\u0085\u00DFe", "gr\u00FC?\u00DFe")]
    [InlineData("\u00A0\u2027\u2028\u202A", "\u00A0\u2027?\u202A")]
    public void An_unsafe_character_becomes_a_question_mark(string text, string safe) =>
        Assert.Equal(safe, Sanitize(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("ff", "\uFFFD")]
    [InlineData("80", "\uFFFD")]
    [InlineData("61c3", "a\uFFFD")]
    [InlineData("c361", "\uFFFDa")]
    [InlineData("e282", "\uFFFD")]
    [InlineData("f09f98", "\uFFFD")]
    [InlineData("c080", "\uFFFD\uFFFD")]
    [InlineData("c08a", "\uFFFD\uFFFD")]
    [InlineData("e0808a", "\uFFFD\uFFFD\uFFFD")]
    [InlineData("eda080", "\uFFFD\uFFFD\uFFFD")]
    [InlineData("f4908080", "\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("c3bc0d80", "\u00FC?\uFFFD")]
    public void An_invalid_part_of_UTF8_becomes_U_FFFD(string hex, string safe) =>
        Assert.Equal(safe, Sanitize(Convert.FromHexString(hex)));

    [Fact]
    public void Invalid_bytes_grow_by_the_maximum_factor() =>
        Assert.Equal(MessageText.MaxExpansion * 1000, MessageText.Sanitize(Enumerable.Repeat((byte)0xFF, 1000).ToArray()).Length);

    private static string Sanitize(byte[] content) => Encoding.UTF8.GetString(MessageText.Sanitize(content));
}
