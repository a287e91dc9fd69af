using System.Net;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static AkkaChat.Tests.Support.ProxyHeaderText;

namespace AkkaChat.Tests.Transports;

[Properties(MaxTest = 2000)]
public sealed class ProxyHeaderTests
{
    private const string Addresses4 = "\u00CB\0\u0071\u0007\u00C0\0\u0002\u0001\u0010\u0092\u0023\u0028";

    /// <summary>Each with the client's address, or null if it gives none.</summary>
    public static TheoryData<string, string?> Headers => new()
    {
        { Tcp4, "203.0.113.7:4242" },
        { Tcp6, "[2001:db8::7]:4242" },
        { "PROXY TCP4 255.255.255.255 0.0.0.0 65535 0\r\n", "255.255.255.255:65535" },
        { "PROXY TCP6 ::ffff:203.0.113.7 ::1 0 1\r\n", "[::ffff:203.0.113.7]:0" },
        { $"PROXY TCP6 {Full6} {Full6} 65535 65535\r\n", $"[{Full6}]:65535" },
        { Unknown, null },
        { "PROXY UNKNOWN 1.2.3.4 what\rever: \u00FF\r\n", null },
        { $"PROXY UNKNOWN {new string('x', 91)}\r\n", null },
        { BinaryTcp4, "203.0.113.7:4242" },
        { BinaryTcp6, "[2001:db8::7]:4242" },
        { Binary(0x21, 0x11, Addresses4 + "\u0004\0\u0003abc"), "203.0.113.7:4242" },
        { Binary(0x21, 0x11, Addresses4.PadRight(520)), "203.0.113.7:4242" },
        { BinaryLocal, null },
        { Binary(0x20, 0xFF, new string('x', 520)), null },
        { Binary(0x21, 0x00, "any"), null },
        { Binary(0x21, 0x31, new string('/', 216)), null },
    };

    private static string Full6 => "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_names_the_client_whatever_follows(string header, string? client)
    {
        foreach (var stream in new[] { header, header + "alice\nhello\r\n" })
        {
            Assert.Equal(ProxyHeaderResult.Complete, ProxyHeader.Read(stream.Bytes(), out var length, out var source));
            Assert.Equal(header.Length, length);
            Assert.Equal(client is null ? null : IPEndPoint.Parse(client), source);
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Each_cut_header_is_incomplete_and_its_length_never_exceeds_the_true_one(string header, string? client)
    {
        for (var count = 0; count < header.Length; count++)
        {
            Assert.Equal(
                ProxyHeaderResult.Incomplete, ProxyHeader.Read(header[..count].Bytes(), out var length, out var source));
            Assert.InRange(length, count + 1, header.Length);
            Assert.Null(source);
        }

        Assert.True(client is null || header.Contains("\r\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("alice\n")]
    [InlineData("proxy TCP4")]
    [InlineData("PROXY\r\n")]
    [InlineData(" PROXY UNKNOWN\r\n")]
    [InlineData("PROXY \r\n")]
    [InlineData("PROXY UNKNOWN\n")]
    [InlineData("PROXY UNKNOWNS\r\n")]
    [InlineData("PROXY  UNKNOWN\r\n")]
    [InlineData("PROXY UDP4 203.0.113.7 192.0.2.1 4242 9000\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4242 9000\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4242\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4242 9000 \r\n")]
    [InlineData("PROXY TCP4 203.0.113.7  192.0.2.1 4242 9000\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 65536 9000\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4242 -1\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 +1 9000\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 04242 9000\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4242 \r\n")]
    [InlineData("PROXY TCP4 203.0.113 192.0.2.1 4242 9000\r\n")]
    [InlineData("PROXY TCP4 203.0.113.007 192.0.2.1 4242 9000\r\n")]
    [InlineData("PROXY TCP4 0xCB.0.113.7 192.0.2.1 4242 9000\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 example.org 4242 9000\r\n")]
    [InlineData("PROXY TCP4 2001:db8::7 2001:db8::1 4242 9000\r\n")]
    [InlineData("PROXY TCP6 203.0.113.7 192.0.2.1 4242 9000\r\n")]
    [InlineData("PROXY TCP6 [2001:db8::7] 2001:db8::1 4242 9000\r\n")]
    [InlineData("PROXY TCP6 fe80::7%1 2001:db8::1 4242 9000\r\n")]
    [InlineData("\r\nalice\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\r")]
    public void Bytes_that_are_no_header_are_invalid(string stream) => AssertInvalid(stream);

    [Theory]
    [InlineData(0x11, 0x11, 12)]
    [InlineData(0x22, 0x11, 12)]
    [InlineData(0x31, 0x11, 12)]
    [InlineData(0x21, 0x11, 11)]
    [InlineData(0x21, 0x12, 12)]
    [InlineData(0x21, 0x10, 12)]
    [InlineData(0x21, 0x21, 35)]
    [InlineData(0x21, 0x31, 215)]
    [InlineData(0x21, 0x32, 216)]
    [InlineData(0x21, 0x01, 0)]
    [InlineData(0x21, 0x41, 0)]
    [InlineData(0x21, 0x11, 521)]
    [InlineData(0x20, 0x00, 65535)]
    public void A_header_that_version_2_does_not_allow_or_is_too_long_is_invalid_before_the_rest_is_read(int command, int family, int size) =>
        AssertInvalid(Binary(command, family, new string('x', size))[..16]);

    [Fact]
    public void A_line_of_version_1_is_invalid_beyond_107_bytes()
    {
        Assert.Equal(ProxyHeaderResult.Incomplete, ProxyHeader.Read($"PROXY UNKNOWN {new string('x', 92)}".Bytes(), out var length, out _));
        Assert.Equal(107, length);
        AssertInvalid($"PROXY UNKNOWN {new string('x', 93)}");
        AssertInvalid($"PROXY UNKNOWN {new string('x', 92)}\r\n");
    }

    [Property]
    public void A_header_of_version_1_names_any_client(uint address, ushort port)
    {
        var header = $"PROXY TCP4 {new IPAddress(address)} {new IPAddress(~address)} {port} {(ushort)~port}\r\n";

        Assert.Equal(ProxyHeaderResult.Complete, ProxyHeader.Read(header.Bytes(), out _, out var source));
        Assert.Equal(new IPEndPoint(new IPAddress(address), port), source);
    }

    [Property]
    public Property The_length_has_its_limits_for_any_bytes_and_more_bytes_do_not_change_a_result() => Prop.ForAll(
        MutatedHeaders(),
        text =>
        {
            var stream = text.Bytes();
            var before = ProxyHeaderResult.Incomplete;
            var lengthBefore = 0;
            for (var count = 0; count <= stream.Length; count++)
            {
                var result = ProxyHeader.Read(stream.AsSpan(0, count), out var length, out var source);
                Assert.True(before == ProxyHeaderResult.Incomplete || result == before);
                if (result == ProxyHeaderResult.Incomplete)
                    Assert.InRange(length, count + 1, ProxyHeader.MaxLength);
                else if (result == ProxyHeaderResult.Complete)
                    Assert.InRange(length, lengthBefore, count);
                Assert.True(source is null || result == ProxyHeaderResult.Complete);
                (before, lengthBefore) = (result, result == ProxyHeaderResult.Invalid ? lengthBefore : length);
            }
        });

    private static Arbitrary<string> MutatedHeaders() => (
        from header in Gen.Elements(Headers.Select(row => (string)row[0]).ToArray())
        from position in Gen.Choose(0, header.Length - 1)
        from value in Gen.Elements('\r', '\n', ' ', '0', ':', '\0', '\u0020', '\u0021', '\u00FF')
        from isChanged in Gen.Elements(false, true, true)
        select (isChanged ? header.Remove(position, 1).Insert(position, $"{value}") : header) + "alice\nhello\n").ToArbitrary();

    private static void AssertInvalid(string stream)
    {
        Assert.Equal(ProxyHeaderResult.Invalid, ProxyHeader.Read(stream.Bytes(), out _, out var source));
        Assert.Null(source);
    }
}
