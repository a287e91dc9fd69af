using System.Buffers;
using System.Text;
using AkkaChat.Server.Protocol;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AkkaChat.Tests.Protocol;

/// <summary>Whatever comes in, what goes out can harm nobody.</summary>
[Properties(MaxTest = 3000, Arbitrary = [typeof(Contents)])]
public sealed class MessageTextProperties
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// All that ends a line for Java's BufferedReader, Python's str.splitlines and universal newlines, and .NET.
    /// </summary>
    private static readonly SearchValues<char> LineEnds = SearchValues.Create(
        ['\n', '\r', '\v', '\f', '\u001C', '\u001D', '\u001E', '\u0085', '\u2028', '\u2029']);

    [Property]
    public void The_result_is_strict_UTF8_without_controls_but_TAB(byte[] content)
    {
        var text = Strict.GetString(MessageText.Sanitize(content));

        Assert.DoesNotContain(text, character => char.IsControl(character) && character != '\t');
    }

    [Property]
    public void The_result_is_one_line_for_every_reader(byte[] content) =>
        Assert.Equal(-1, Strict.GetString(MessageText.Sanitize(content)).AsSpan().IndexOfAny(LineEnds));

    [Property]
    public void What_is_safe_stays_as_it_is(byte[] content)
    {
        var safe = MessageText.Sanitize(content);

        Assert.True(MessageText.Sanitize(safe) == safe);
    }

    [Property]
    public void Nothing_is_replaced_but_what_has_to_be(byte[] content)
    {
        // The decoder of the platform replaces invalid parts in the same way.
        var expected = string.Concat(Encoding.UTF8.GetString(content).Select(
            character => (char.IsControl(character) && character != '\t') || character is '\u2028' or '\u2029' ? '?' : character));

        Assert.Equal(expected, Strict.GetString(MessageText.Sanitize(content)));
    }

    /// <summary>Bytes without LF: mostly pieces that matter, whole and broken.</summary>
    public static class Contents
    {
        private static readonly string[] Pieces =
        [
            "plain text", "\t", "\r", "\0", "\u001B[2J", "\u007F", "\u0085", "\u009B", "\u00A0", "\u2027", "\u2028", "\u2029",
            "\u202E", "grüße", "😀", "\uFFFD", "你好",
        ];

        public static Arbitrary<byte[]> Content()
        {
            var whole = Gen.Elements(Pieces).Select(Encoding.UTF8.GetBytes);
            var broken = whole.SelectMany(piece => Gen.Choose(0, piece.Length).Select(length => piece[..length]));
            var any = Gen.Choose(0, 255).Where(value => value != '\n').Select(value => new[] { (byte)value });
            return Gen.Frequency((4, whole), (2, broken), (3, any))
                .ListOf()
                .Select(pieces => pieces.SelectMany(piece => piece).ToArray())
                .ToArbitrary();
        }
    }
}
