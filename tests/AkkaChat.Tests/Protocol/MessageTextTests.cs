using System.Text;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Tests.Protocol;

public sealed class MessageTextTests
{
    public static TheoryData<string> CleanTexts => new(
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
    [MemberData(nameof(CleanTexts))]
    public void Clean_text_passes_byte_for_byte_and_uncopied(string text)
    {
        ReadOnlySpan<byte> content = Encoding.UTF8.GetBytes(text);

        Assert.True(MessageText.Sanitize(content) == content);
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
    public void What_is_unsafe_becomes_a_question_mark(string text, string safe) =>
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
    public void Invalid_UTF8_becomes_U_FFFD(string hex, string safe) =>
        Assert.Equal(safe, Sanitize(Convert.FromHexString(hex)));

    [Fact]
    public void Text_grows_threefold_at_most() =>
        Assert.Equal(MessageText.MaxExpansion * 1000, MessageText.Sanitize(Enumerable.Repeat((byte)0xFF, 1000).ToArray()).Length);

    [Theory]
    [InlineData("hello")]
    [InlineData("grüße 😀")]
    public void Clean_text_costs_no_memory(string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        MessageText.Sanitize(content);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
            MessageText.Sanitize(content);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Sanitize(byte[] content) => Encoding.UTF8.GetString(MessageText.Sanitize(content));
}
