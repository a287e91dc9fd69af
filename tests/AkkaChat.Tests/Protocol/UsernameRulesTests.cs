using System.Text;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Tests.Protocol;

public sealed class UsernameRulesTests
{
    private static readonly UsernameRules Rules = new(4, "server");

    [Fact]
    public void Control_characters_and_line_separators_are_rejected() =>
        Assert.All(
            [.. Enumerable.Range(0, 0x20), .. Enumerable.Range(0x7F, 0x21), 0x2028, 0x2029],
            code => Assert.Equal(ServerMessages.UsernameWithControl, Rules.Check($"a{(char)code}b")));

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x7E)]
    [InlineData(0xA0)]
    [InlineData(0x2027)]
    [InlineData(0x202F)]
    [InlineData(0x10FFFD)]
    public void Neighbours_of_control_characters_are_allowed(int code) => Assert.Equal("", Rules.Check($"a{new Rune(code)}b"));

    [Theory]
    [InlineData("abcd", true)]
    [InlineData("abcde", false)]
    [InlineData("ööäü", true)]
    [InlineData("😀😀😀😀", true)]
    [InlineData("😀😀😀😀😀", false)]
    // Each is two: a letter and its accent.
    [InlineData("e\u0301e\u0301", true)]
    [InlineData("e\u0301e\u0301x", false)]
    public void Length_is_counted_in_Unicode_scalar_values(string name, bool allowed) =>
        Assert.Equal(allowed ? "" : "username must not be longer than 4 characters", Rules.Check(name));

    [Theory]
    [InlineData("abc:\0", "username must not contain control characters")]
    [InlineData("abcde\0", "username must not contain control characters")]
    [InlineData("\u200Babc\0", "username must not contain control characters")]
    [InlineData("\u200B:", "username must not contain ':'")]
    [InlineData("abcde\u200B", "username must not contain the invisible character U+200B")]
    [InlineData("\u2060\u200B", "username must not contain the invisible character U+2060")]
    [InlineData("SERVER", "username must not be longer than 4 characters")]
    public void Only_the_first_violation_is_reported(string name, string message) => Assert.Equal(message, Rules.Check(name));

    [Theory]
    [InlineData("Étoile", "éTOILE", false)]
    [InlineData("server", "server", false)]
    [InlineData("server", "servers", true)]
    [InlineData("server", "serve", true)]
    [InlineData("the room", "The Room", false)]
    [InlineData("", "x", true)]
    [InlineData("ΛΌΓΟΣ", "λόγος", false)]
    [InlineData("\U00010400", "\U00010428", false)]
    public void The_reserved_name_is_rejected_case_insensitively(string reserved, string name, bool allowed) =>
        Assert.Equal(allowed ? "" : $"username must not be '{reserved}'", new UsernameRules(32, reserved).Check(name));

    [Fact]
    public void The_server_itself_may_have_the_reserved_name() =>
        Assert.Equal("", new UsernameRules(32, "server").CheckCharacters("server"));

    [Fact]
    public void The_longest_name_fits_into_the_longest_line()
    {
        var name = string.Concat(Enumerable.Repeat("😀", Rules.MaxLength));

        Assert.Equal("", Rules.Check(name));
        Assert.True(Encoding.UTF8.GetByteCount(name) < Rules.MaxLineLength);
    }
}
