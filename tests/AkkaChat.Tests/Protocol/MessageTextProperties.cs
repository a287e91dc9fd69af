using System.Text;
using AkkaChat.Server.Protocol;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AkkaChat.Tests.Protocol;

/// <summary>No content whatever becomes a line that could harm a client.</summary>
[Properties(MaxTest = 3000, Arbitrary = [typeof(Contents)])]
public sealed class MessageTextProperties
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Hence a result is valid UTF-8 without unsafe characters, and is not changed again.</summary>
    [Property]
    public void Only_unsafe_characters_and_invalid_bytes_are_replaced(byte[] content)
    {
        // .NET's decoder replaces invalid parts in the same way.
        var expected = string.Concat(Encoding.UTF8.GetString(content).Select(character => IsUnsafe(character) ? '?' : character));

        Assert.Equal(expected, Strict.GetString(MessageText.Sanitize(content)));
    }

    /// <summary>
    /// All but TAB that a terminal acts upon, and all that ends a line for Java's BufferedReader, Python's str.splitlines
    /// and universal newlines, and .NET.
    /// </summary>
    private static bool IsUnsafe(char character) =>
        (char.IsControl(character) && character != '\t') || character is '\u2028' or '\u2029';

    /// <summary>Bytes without LF: mostly special sequences, complete and truncated.</summary>
    public static class Contents
    {
        private static readonly string[] Pieces =
        [
            "plain text", "\t", "\r", "\0", "\u001B[2J", "\u007F", "\u0085", "\u009B", "\u00A0", "\u2027", "\u2028", "\u2029",
            "\u202E", "grüße", "😀", "\uFFFD", "你好",
        ];

        public static Arbitrary<byte[]> Content()
        {
            var complete = Gen.Elements(Pieces).Select(Encoding.UTF8.GetBytes);
            var truncated = complete.SelectMany(piece => Gen.Choose(0, piece.Length).Select(length => piece[..length]));
            var any = Gen.Choose(0, 255).Where(value => value != '\n').Select(value => new[] { (byte)value });
            return Gen.Frequency((4, complete), (2, truncated), (3, any))
                .ListOf()
                .Select(pieces => pieces.SelectMany(piece => piece).ToArray())
                .ToArbitrary();
        }
    }
}
