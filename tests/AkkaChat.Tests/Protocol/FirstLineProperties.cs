using System.Text;
using System.Text.RegularExpressions;
using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AkkaChat.Tests.Protocol;

/// <summary>Compares the reader with a model that looks at the start of the stream, longer by one byte each time.</summary>
[Properties(MaxTest = 2000, Arbitrary = [typeof(Inputs)])]
public sealed partial class FirstLineProperties
{
    private const int MaxLength = 24;
    private const int MaxPasswordLength = 8;
    private const string Bom = "\u00EF\u00BB\u00BF";
    private const string ProxySignature = "\r\n\r\n\0\r\nQUIT\n";

    [Property]
    public void Segmentation_does_not_change_the_result(SegmentedInput input)
    {
        var expected = Model(input.Whole);

        Assert.Equal(expected, FirstLineReading.Read(new FirstLine(MaxLength), input.Pieces));
        Assert.Equal(
            expected,
            FirstLineReading.Read(new FirstLine(MaxLength), input.Whole.Bytes().Select(single => new[] { single })));
    }

    [Property]
    public void Segmentation_does_not_change_the_result_with_a_password(SegmentedInput input)
    {
        var expected = Model(input.Whole, hasPassword: true);

        Assert.Equal(expected, FirstLineReading.Read(new FirstLine(MaxLength, MaxPasswordLength), input.Pieces));
        Assert.Equal(
            expected,
            FirstLineReading.Read(
                new FirstLine(MaxLength, MaxPasswordLength), input.Whole.Bytes().Select(single => new[] { single })));
    }

    private static (FirstLineResult Result, string Line, int Bytes) Model(string stream, bool hasPassword = false)
    {
        var skipped = stream.StartsWith(Bom, StringComparison.Ordinal) ? Bom.Length : 0;
        for (var length = skipped + 1; length <= stream.Length; length++)
        {
            var start = stream[skipped..length];
            if ((hasPassword ? CertainWithPassword(start) : Certain(start)) is { } result)
                return (result, result == FirstLineResult.Line ? start.Split('\n')[0] : "", length);
        }

        return (FirstLineResult.Incomplete, "", 0);
    }

    private static FirstLineResult? Certain(string start)
    {
        if (Binary().IsMatch(start))
            return FirstLineResult.BinaryProtocol;
        if (start == "\u0016" || ProxySignature.StartsWith(start, StringComparison.Ordinal))
            return null;
        if (Text().IsMatch(start))
            return FirstLineResult.TextProtocol;
        if (start.Contains('\n', StringComparison.Ordinal))
            return FirstLineResult.Line;
        if ((start.EndsWith('\r') ? start[..^1] : start).Length > MaxLength)
            return CutRequestLine().IsMatch(start) ? FirstLineResult.TextProtocol : FirstLineResult.TooLong;
        return HasControl(Decode(start)) ? FirstLineResult.ControlCharacter : null;
    }

    /// <summary>As without a password, but for what is behind the first colon of a line that is no other protocol's.</summary>
    private static FirstLineResult? CertainWithPassword(string start)
    {
        var colon = start.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return Certain(start);
        if (Text().IsMatch(start))
            return FirstLineResult.TextProtocol;
        if (start.Contains('\n', StringComparison.Ordinal))
            return FirstLineResult.Line;
        if (HasControl(Decode(start[..(colon + 1)])[..^1]))
            return FirstLineResult.ControlCharacter;

        var password = start.EndsWith('\r') ? start[(colon + 1)..^1] : start[(colon + 1)..];
        if (password.Length > MaxPasswordLength)
            return CutRequestLine().IsMatch(start) ? FirstLineResult.TextProtocol : FirstLineResult.ImpossiblePassword;
        return Decode(password).Any(IsControl) ? FirstLineResult.ImpossiblePassword : null;
    }

    private static bool HasControl(string name) =>
        name.Replace("\uFE0F", "", StringComparison.Ordinal).Trim().Any(IsControl);

    private static bool IsControl(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    /// <summary>A decoder keeps the incomplete character at the end.</summary>
    private static string Decode(string text)
    {
        var bytes = text.Bytes();
        var characters = new char[bytes.Length + 1];
        var count = Encoding.UTF8.GetDecoder().GetChars(bytes, characters, flush: false);
        return new string(characters, 0, count);
    }

    [GeneratedRegex(@"^(\x16\x03|\r\n\r\n\0\r\nQUIT\n)")]
    private static partial Regex Binary();

    [GeneratedRegex(
        @"^\ *((GET|PRI)\ +(/|[^\ ].*://|://)|PRI\ +\*|[!#$%&'*+.^_`|~0-9A-Za-z-]+\ +[^\ ].*\ HTTP/[0-9]|SSH-[0-9]|PROXY\ (TCP[46]|UNKNOWN))",
        RegexOptions.Singleline)]
    private static partial Regex Text();

    [GeneratedRegex(
        @"^\ *((GET|PRI)\ +[^\ ]|[!#$%&'*+.^_`|~0-9A-Za-z-]+\ +(/|[^\ ].*://|://))", RegexOptions.Singleline)]
    private static partial Regex CutRequestLine();

    public sealed record SegmentedInput(byte[][] Pieces)
    {
        public string Whole => string.Concat(Pieces.Select(piece => ((ReadOnlySpan<byte>)piece).Text()));

        public override string ToString() => string.Join('|', Pieces.Select(Convert.ToHexString));
    }

    /// <summary>Pieces of what is recognized, in lines about as long as the limit.</summary>
    public static class Inputs
    {
        public static Arbitrary<SegmentedInput> Input()
        {
            string[] starts =
            [
                Bom, "\u00EF\u00BB", "\u0016", "\u0016\u0003", ProxySignature, ProxySignature[..5], "\r\n", "GET ", "PRI", "X ", "SSH-", "PROXY ",
            ];
            string[] pieces =
            [
                " ", " ", "/", "*", "://", " HTTP/", "1", "1", "2", "TCP4", "UNKNOWN", "ab", "ann", ":", ":", "\t", "\r", "\n", "\0",
                "\u00C2\u0085", "\u00E2\u0080\u00A8", "\u00EF\u00B8\u008F", "\u00C3\u00A9", "\u00E2\u0080", "\u00FF", .. starts,
            ];
            var start = Gen.Elements(["", "", .. starts]);
            var middle = Gen.Elements(pieces).ArrayOf().Select(string.Concat);
            var raw = Gen.Choose(0, 255).Select(value => $"{(char)value}").ArrayOf().Select(string.Concat);
            return start.Zip(Gen.Frequency((9, middle), (1, raw)), string.Concat)
                .SelectMany(text => Gen.Choose(1, 6).Select(size => text.Bytes().Chunk(size).ToArray()))
                .Select(input => new SegmentedInput(input))
                .ToArbitrary();
        }
    }
}
