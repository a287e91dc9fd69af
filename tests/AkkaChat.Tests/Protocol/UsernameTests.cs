using System.Text;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Tests.Protocol;

public sealed class UsernameTests
{
    private static readonly UsernameRules Rules = new(32, "server");

    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("  ann ", "ann")]
    [InlineData("\tann\t\v\f\r", "ann")]
    [InlineData("\u00a0ann\u3000", "ann")]
    [InlineData("\u2028ann\u2029\u0085", "ann")]
    [InlineData("ann  of  green gables", "ann  of  green gables")]
    [InlineData("Zoë 😀", "Zoë 😀")]
    [InlineData("❤\uFE0F", "❤")]
    [InlineData("1\uFE0F\u20E3", "1\u20E3")]
    [InlineData("\uFE00a\uFE0Eb\U000E0100c\U000E01EFd\u180B\u180Ce\u180D\u180F", "abcde")]
    [InlineData("\uFE0F ann \uFE0F ", "ann")]
    [InlineData("\t\uFE0F\tann\t\uFE0F\t", "ann")]
    [InlineData("12345678901234567890123456789012\uFE0F", "12345678901234567890123456789012")]
    [InlineData("SERVE\u0280", "SERVE\u0280")]
    [InlineData("=;,{}\"'/\\<>", "=;,{}\"'/\\<>")]
    [InlineData("   12345678901234567890123456789012   ", "12345678901234567890123456789012")]
    public void A_name_is_the_trimmed_line(string line, string name)
    {
        Assert.True(Username.TryParse(Encoding.UTF8.GetBytes(line), Rules, out var username, out var rejection));

        Assert.Equal(name, username.Value);
        Assert.Equal(name, username.ToString());
        Assert.Equal(name, Encoding.UTF8.GetString(username.Utf8.Span));
        Assert.Equal("", rejection);
    }

    [Theory]
    [InlineData("", "username must not be empty")]
    [InlineData(" \t ", "username must not be empty")]
    [InlineData("\u00a0\u2028", "username must not be empty")]
    [InlineData(":", "username must not contain ':'")]
    [InlineData("ann:", "username must not contain ':'")]
    [InlineData("GET / HTTP/1.1 Host: x", "username must not contain ':'")]
    [InlineData("\0ann", "username must not contain control characters")]
    [InlineData("ann\u001b", "username must not contain control characters")]
    [InlineData("a\tb", "username must not contain control characters")]
    [InlineData(" sErVeR\t", "username must not be 'server'")]
    [InlineData("\uFE0FSer\uFE0Fver", "username must not be 'server'")]
    [InlineData("\uFE0F", "username must not be empty")]
    [InlineData(" \uFE0F\t\U000E0100 ", "username must not be empty")]
    [InlineData("a\uFE0F\tb", "username must not contain control characters")]
    [InlineData("\u200Bann", "username must not contain the invisible character U+200B")]
    [InlineData("ann\uFEFF", "username must not contain the invisible character U+FEFF")]
    [InlineData("ann\u202Eeve", "username must not contain the invisible character U+202E")]
    [InlineData("\U000E0041nn", "username must not contain the invisible character U+E0041")]
    [InlineData("👩\u200D🚀", "username must not contain the invisible character U+200D")]
    [InlineData("❤\uFE0F\u200D🔥", "username must not contain the invisible character U+200D")]
    public void A_line_that_violates_a_rule_is_rejected(string line, string message)
    {
        Assert.False(Username.TryParse(Encoding.UTF8.GetBytes(line), Rules, out _, out var rejection));
        Assert.Equal(message, rejection);
    }

    [Theory]
    [InlineData("C080")] // NUL, overlong
    [InlineData("C1BF")] // overlong
    [InlineData("E080AF")] // '/', overlong
    [InlineData("F08080AF")] // '/', overlong
    [InlineData("C3")] // truncated
    [InlineData("E282")] // truncated
    [InlineData("F09F98")] // truncated
    [InlineData("E28261")] // truncated by the next character
    [InlineData("80")] // a continuation of nothing
    [InlineData("EDA080")] // a high surrogate
    [InlineData("EDB080")] // a low surrogate
    [InlineData("EDA0BDEDB880")] // a pair of surrogates
    [InlineData("F4908080")] // beyond U+10FFFF
    [InlineData("FE")]
    [InlineData("FF")]
    public void Invalid_UTF8_is_rejected_before_any_other_violation(string hex)
    {
        byte[] line = [.. ":\u200B"u8, .. Convert.FromHexString(hex)];

        Assert.False(Username.TryParse(line, Rules, out _, out var rejection));
        Assert.Equal("username must be valid UTF-8", rejection);
    }
}
