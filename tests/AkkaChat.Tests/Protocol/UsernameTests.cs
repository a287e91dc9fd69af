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
        byte[] line = [.. ":\0"u8, .. Convert.FromHexString(hex)];

        Assert.False(Username.TryParse(line, Rules, out _, out var rejection));
        Assert.Equal("username must be valid UTF-8", rejection);
    }
}
