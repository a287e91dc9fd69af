using System.Text;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Tests.Protocol;

public sealed class UsernameTests
{
    private const string NoUtf8 = "username must be valid UTF-8";

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
    public void A_name_is_the_line_without_the_white_space_around_it(string line, string name)
    {
        var username = Username.Parse(Encoding.UTF8.GetBytes(line), Rules, out var refusal);

        Assert.Equal(name, username?.Value);
        Assert.Equal("", refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t ")]
    [InlineData("\u00a0\u2028")]
    public void A_name_is_not_empty(string line) => Assert.Equal("username must not be empty", Rejection(line));

    [Theory]
    [InlineData("a:b")]
    [InlineData(":")]
    [InlineData("ann:")]
    [InlineData("GET / HTTP/1.1 Host: x")]
    public void A_name_has_no_colon(string line) => Assert.Equal("username must not contain ':'", Rejection(line));

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\0ann")]
    [InlineData("ann\u001b")]
    [InlineData("a\tb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u0085b")]
    public void A_name_has_no_control_characters(string line) =>
        Assert.Equal("username must not contain control characters", Rejection(line));

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
    public void A_name_is_valid_utf8(string hex)
    {
        byte[] line = [.. "ann"u8, .. Convert.FromHexString(hex)];

        Assert.Null(Username.Parse(line, Rules, out var refusal));
        Assert.Equal(NoUtf8, refusal);
    }

    [Fact]
    public void What_is_no_text_is_not_judged_as_one()
    {
        Assert.Null(Username.Parse([(byte)':', 0, 0xFF], Rules, out var refusal));
        Assert.Equal(NoUtf8, refusal);
    }

    [Theory]
    [InlineData("server")]
    [InlineData("SERVER")]
    [InlineData(" sErVeR\t")]
    public void A_name_is_not_that_of_the_server(string line) =>
        Assert.Equal("username must not be 'server'", Rejection(line));

    [Fact]
    public void White_space_around_a_name_does_not_count()
    {
        var name = new string('x', 32);

        var username = Username.Parse(Encoding.UTF8.GetBytes($"   {name}   "), Rules, out _);

        Assert.Equal(name, username?.Value);
    }

    [Theory]
    [InlineData(" ann ", "616E6E")]
    [InlineData("Zoë", "5A6FC3AB")]
    [InlineData("😀", "F09F9880")]
    public void The_bytes_are_those_of_the_trimmed_name(string line, string hex)
    {
        var username = Username.Parse(Encoding.UTF8.GetBytes(line), Rules, out _)!;

        Assert.Equal(hex, Convert.ToHexString(username.Utf8.Span));
        Assert.Equal(line.Trim(), username.ToString());
    }

    private static string Rejection(string line)
    {
        Assert.Null(Username.Parse(Encoding.UTF8.GetBytes(line), Rules, out var refusal));
        return refusal;
    }
}
