using System.Text;
using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AkkaChat.Tests.Protocol;

[Properties(MaxTest = 1000, Arbitrary = [typeof(Inputs)])]
public sealed class RoomPasswordTests
{
    [Theory]
    [InlineData("x", true)]
    [InlineData(" a b ", true)]
    [InlineData(":", true)]
    [InlineData("größe 😀", true)]
    [InlineData("", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\n", false)]
    [InlineData("\u0085", false)]
    [InlineData("\u2028", false)]
    public void A_password_has_no_control_characters_and_is_not_empty(string password, bool isPossible) =>
        Assert.Equal(isPossible, RoomPassword.IsPossible(password));

    [Fact]
    public void Its_length_counts_in_bytes()
    {
        Assert.True(RoomPassword.IsPossible(new string('ö', 128)));
        Assert.False(RoomPassword.IsPossible(new string('ö', 128) + "x"));
    }

    [Fact]
    public void It_is_not_in_its_text_nor_in_an_error()
    {
        Assert.DoesNotContain("hush", $"{new RoomPassword("hush")}", StringComparison.Ordinal);
        var error = Assert.Throws<ArgumentException>(() => new RoomPassword("hush\n"));
        Assert.DoesNotContain("hush", $"{error}", StringComparison.Ordinal);
    }

    [Property]
    public void A_line_has_the_password_if_that_is_all_behind_its_first_colon(Pair pair)
    {
        var (password, attempt) = pair;
        var room = new RoomPassword(password);

        Assert.Equal(password == attempt, room.IsIn(Encoding.UTF8.GetBytes($"ann b:{attempt}"), out var name));
        Assert.Equal("ann b", name.Text());
        Assert.Equal(password == attempt, room.IsIn(Encoding.UTF8.GetBytes($":{attempt}\r"), out name));
        Assert.Equal("", name.Text());
        // Only what is behind a colon counts.
        var colon = attempt.IndexOf(':', StringComparison.Ordinal);
        Assert.Equal(colon >= 0 && attempt[(colon + 1)..] == password, room.IsIn(Encoding.UTF8.GetBytes(attempt), out _));
    }

    public sealed record Pair(string Password, string Attempt);

    /// <summary>Passwords that differ in little, if at all.</summary>
    public static class Inputs
    {
        public static Arbitrary<Pair> Passwords()
        {
            var text = Gen.Elements("a", "A", ":", " ", "ö", "😀").NonEmptyListOf().Select(string.Concat);
            return text.Zip(text, (password, other) => (password, other))
                .SelectMany(texts => Gen.Elements(
                    texts.password, texts.other, texts.password + texts.other, $"{texts.other}:{texts.password}", texts.password[..^1]))
                .Zip(text)
                .Select(pair => new Pair(pair.Item2, pair.Item1))
                .ToArbitrary();
        }
    }
}
