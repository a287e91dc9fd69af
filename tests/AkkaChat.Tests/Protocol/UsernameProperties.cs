using System.Text;
using AkkaChat.Server.Protocol;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AkkaChat.Tests.Protocol;

/// <summary>No first line becomes a username that could forge a line.</summary>
[Properties(MaxTest = 2000, Arbitrary = [typeof(UsernameGenerators)])]
public sealed class UsernameProperties
{
    [Property]
    public void A_line_is_a_safe_name_or_is_rejected_with_a_message(Line line)
    {
        var isName = Username.TryParse(line.Bytes, new UsernameRules(8, "server"), out var username, out var rejection);

        Assert.Equal(isName, rejection.Length == 0);
        if (username is null)
            return;

        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(username.Utf8.Span);
        Assert.Equal(username.Value, text);
        Assert.Equal(text.Trim(), text);
        Assert.InRange(text.EnumerateRunes().Count(), 1, 8);
        Assert.DoesNotContain(text, c => char.IsControl(c) || c is ':' or '\u2028' or '\u2029');
        Assert.Null(UsernameCharacters.FindInvisible(text));
        Assert.DoesNotContain(text.EnumerateRunes(), UsernameCharacters.IsVariationSelector);
        var rest = new string([.. Encoding.UTF8.GetString(line.Bytes).Where(c => c is not ('\uFE0F' or '\uDB40' or '\uDD00'))]);
        Assert.Equal(rest.Trim(), text);
    }

    public sealed record Line(byte[] Bytes)
    {
        public override string ToString() => Convert.ToHexString(Bytes);
    }

    public static class UsernameGenerators
    {
        public static Arbitrary<Line> Line()
        {
            var text = Gen.Elements(
                "a", "Z", " ", "\t", "ß", "€", "😀", ":", "\u001b", "\u0085", "\u2028", "server",
                "\uFE0F", "\U000E0100", "\u200B", "\u200D", "\u202E", "\u0915", "\u094D", "\u3164", "\uFFFF")
                .Select(Encoding.UTF8.GetBytes);
            var raw = Gen.Choose(0, 255).Select(value => new[] { (byte)value });
            return Gen.Frequency((12, text), (1, raw))
                .ArrayOf()
                .Select(pieces => new Line([.. pieces.SelectMany(piece => piece)]))
                .ToArbitrary();
        }
    }
}
