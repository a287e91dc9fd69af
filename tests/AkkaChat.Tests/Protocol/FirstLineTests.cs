using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Protocol;

/// <summary>Each input is read as a whole and byte by byte. One character of text is one byte.</summary>
public sealed class FirstLineTests
{
    private const int MaxLength = 24;
    private const string ProxyV2Signature = "\r\n\r\n\0\r\nQUIT\n";
    private const string Bom = "\u00EF\u00BB\u00BF";

    [Theory]
    // Complete at the byte that the bar follows.
    [InlineData("GET /|")]
    [InlineData("GET /| HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("GET   /|")]
    [InlineData("  GET /|")]
    [InlineData("GET http://|x/ HTTP/1.1\r\n")]
    [InlineData("HEAD /|")]
    [InlineData("POST /|")]
    [InlineData("PUT /|")]
    [InlineData("DELETE /|")]
    [InlineData("TRACE /|")]
    [InlineData("PATCH /|")]
    [InlineData("OPTIONS *|")]
    [InlineData("OPTIONS rtsp://|x RTSP/1.0\r\n")]
    [InlineData("PRI *| HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("CONNECT x:443 HTTP/1|.1\r\n")]
    [InlineData("get / HTTP/1|.1\r\n")]
    [InlineData("gEt x HTTP/2|\n")]
    [InlineData("PROPFIND /a HTTP/1|.1\r\n")]
    [InlineData("!#$%&'*+-.^_`|~ / HTTP/9|")]
    [InlineData("X  y  HTTP/1|")]
    [InlineData("X a b HTTP/1|.0")]
    [InlineData("X a HTTP/ HTTP/1|.0")]
    [InlineData("SSH-2|.0-OpenSSH_9.6\r\n")]
    [InlineData("SSH-1|.99-x\n")]
    [InlineData("PROXY TCP4| 192.0.2.1 192.0.2.2 1 2\r\n")]
    [InlineData("PROXY TCP6| ::1 ::1 1 2\r\n")]
    [InlineData("PROXY UNKNOWN|\r\n")]
    public void The_first_line_of_another_text_protocol_is_recognized_before_it_ends(string input) =>
        AssertEnds(input, FirstLineResult.TextProtocol);

    [Theory]
    [InlineData("\u0016\u0003|")]
    [InlineData("\u0016\u0003|\u0001\u0002\0\u0001\0\u0001\u00FC\u0003\u0003")]
    [InlineData("\u0016\u0003|\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n|")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n|!\u0011\0\u000C")]
    public void The_first_bytes_of_a_binary_protocol_are_recognized(string input) =>
        AssertEnds(input, FirstLineResult.BinaryProtocol);

    [Theory]
    [InlineData("ann\n|hello\n", "ann")]
    [InlineData("ann\r\n|", "ann\r")]
    [InlineData("\n|\n", "")]
    [InlineData(" \r\n|", " \r")]
    // Only now no header of a proxy can follow.
    [InlineData("\r\na|nn\n", "\r")]
    [InlineData("\r\n\r\n\0\r\nQUIT\r|\n", "\r")]
    [InlineData("GET\n|", "GET")]
    [InlineData("GET \n|", "GET ")]
    [InlineData("GET x\n|", "GET x")]
    [InlineData("GET *x*\n|", "GET *x*")]
    [InlineData("get /x\n|", "get /x")]
    [InlineData("Ann /x\n|", "Ann /x")]
    [InlineData("Ann HTTP/1\n|", "Ann HTTP/1")]
    [InlineData("Ann  HTTP/1\n|", "Ann  HTTP/1")]
    [InlineData("Ann x HTTP/\n|", "Ann x HTTP/")]
    [InlineData("Ann x http/1\n|", "Ann x http/1")]
    [InlineData("Ann xHTTP/1\n|", "Ann xHTTP/1")]
    [InlineData("\u00E9 x HTTP/1\n|", "\u00E9 x HTTP/1")]
    [InlineData("GET/ HTTP/1\n|", "GET/ HTTP/1")]
    [InlineData("ssh\n|", "ssh")]
    [InlineData("SSH\n|", "SSH")]
    [InlineData("SSH-\n|", "SSH-")]
    [InlineData("SSH-fan 2\n|", "SSH-fan 2")]
    [InlineData("ssh-2.0\n|", "ssh-2.0")]
    [InlineData("PROXY\n|", "PROXY")]
    [InlineData("PROXY TCP\n|", "PROXY TCP")]
    [InlineData("proxy TCP4\n|", "proxy TCP4")]
    [InlineData("\u0016\n|", "\u0016")]
    public void Every_other_line_ends_with_LF(string input, string line) =>
        AssertEnds(input, FirstLineResult.Line, line);

    [Theory]
    [InlineData("\0|")]
    [InlineData("ann\u001B|[2J")]
    [InlineData("  \u0007|")]
    [InlineData("ann\u007F|")]
    [InlineData("ann\u00C2\u0080|")]
    [InlineData("\u0016x|")]
    [InlineData("\u0016\u0002|")]
    [InlineData("\u0003|\0\0\u0013")]
    // White space decides when the name goes on.
    [InlineData("ann\rh|ello")]
    [InlineData("ann\r\rh|ello")]
    [InlineData("\r\rann\t b|")]
    [InlineData("ann\v\f\u00C2\u0085\u00C3\u00A9|")]
    [InlineData("ann\u00E2\u0080\u00A8b|")]
    [InlineData("ann\u00E2\u0080\u00A9\u00E3\u0080\u0080b|")]
    [InlineData("GET\t/|")]
    // An ill-formed sequence is a character of a name, too.
    [InlineData("\u00FF\ta|")]
    [InlineData("a\t\u00E2a|")]
    public void A_control_character_in_the_name_is_certain_before_the_line_ends(string input) =>
        AssertEnds(input, FirstLineResult.ControlCharacter);

    [Theory]
    [InlineData("\t\r \u00C2\u0085\u00E2\u0080\u00A8ann\n|")]
    [InlineData("ann\t\r\u00C2\u0085\u00E2\u0080\u00A8 \n|")]
    // A variation selector in front is removed, and the white space behind it.
    [InlineData("\u00EF\u00B8\u008F\tann\n|")]
    [InlineData("ann\t\u00EF\u00B8\u008F\n|")]
    public void White_space_around_the_name_is_no_control_character(string input) =>
        AssertEnds(input, FirstLineResult.Line, input[..^2]);

    [Theory]
    [InlineData("123456789012345678901234\n|", nameof(FirstLineResult.Line))]
    [InlineData("123456789012345678901234\r\n|", nameof(FirstLineResult.Line))]
    [InlineData("1234567890123456789012345|", nameof(FirstLineResult.TooLong))]
    [InlineData("123456789012345678901234\r\r|", nameof(FirstLineResult.TooLong))]
    [InlineData("123456789012345678901234\rx|", nameof(FirstLineResult.TooLong))]
    [InlineData("GETGETGETGETGETGETGETGETG|", nameof(FirstLineResult.TooLong))]
    [InlineData("Ann B is the name of Ann |", nameof(FirstLineResult.TooLong))]
    [InlineData("\u00E9 /4567890123456789012345|", nameof(FirstLineResult.TooLong))]
    [InlineData("                         |", nameof(FirstLineResult.TooLong))]
    [InlineData("BREW /7890123456789012345|", nameof(FirstLineResult.TextProtocol))]
    [InlineData(" brew /890123456789012345|", nameof(FirstLineResult.TextProtocol))]
    [InlineData("BREW coffee://89012345678|", nameof(FirstLineResult.TextProtocol))]
    [InlineData("CONNECT x0123456789012345|", nameof(FirstLineResult.TextProtocol))]
    public void The_limit_counts_without_the_line_end_and_tells_a_cut_request_line_from_a_long_name(
        string input, string result) =>
        AssertEnds(
            input,
            Enum.Parse<FirstLineResult>(result),
            result == nameof(FirstLineResult.Line) ? input[..input.IndexOf('\n', StringComparison.Ordinal)] : "");

    [Theory]
    [InlineData("ann\n|", nameof(FirstLineResult.Line), "ann")]
    [InlineData("\n|", nameof(FirstLineResult.Line), "")]
    [InlineData("GET /|", nameof(FirstLineResult.TextProtocol), "")]
    [InlineData("SSH-2|", nameof(FirstLineResult.TextProtocol), "")]
    [InlineData("\u0016\u0003|", nameof(FirstLineResult.BinaryProtocol), "")]
    [InlineData(ProxyV2Signature + "|", nameof(FirstLineResult.BinaryProtocol), "")]
    [InlineData("\t\0|", nameof(FirstLineResult.ControlCharacter), "")]
    [InlineData("ann\tb|", nameof(FirstLineResult.ControlCharacter), "")]
    [InlineData("123456789012345678901234\n|", nameof(FirstLineResult.Line), "123456789012345678901234")]
    [InlineData("1234567890123456789012345|", nameof(FirstLineResult.TooLong), "")]
    // Only the first one is dropped.
    [InlineData(Bom + "ann\n|", nameof(FirstLineResult.Line), Bom + "ann")]
    public void A_byte_order_mark_in_front_changes_nothing(string input, string result, string line) =>
        AssertEnds(Bom + input, Enum.Parse<FirstLineResult>(result), line);

    [Fact]
    public void A_byte_order_mark_elsewhere_is_kept() => AssertEnds($" {Bom}\n|", FirstLineResult.Line, $" {Bom}");

    [Theory]
    [InlineData("", null)]
    [InlineData(Bom, null)]
    [InlineData("ann", "ann")]
    [InlineData("ann\r", "ann\r")]
    [InlineData(Bom + "ann", "ann")]
    [InlineData("\u00EF\u00BB", "\u00EF\u00BB")]
    [InlineData("GET", "GET")]
    [InlineData("\u0016", "\u0016")]
    [InlineData("\r\n", "\r")]
    [InlineData("\r\n\r\n\0", "\r")]
    public void At_the_end_of_the_stream_the_rest_is_the_line(string input, string? line)
    {
        foreach (var pieces in Segmentations(input))
        {
            var firstLine = new FirstLine(MaxLength);
            Assert.Equal((FirstLineResult.Incomplete, "", 0), FirstLineReading.Read(firstLine, pieces));
            Assert.Equal(line is not null, firstLine.ReadLast(out var last));
            Assert.Equal(line ?? "", last.Text());
        }
    }

    [Fact]
    public void A_flood_without_LF_ends_at_the_limit()
    {
        ReadOnlySpan<byte> flood = new string('x', 1_000_000).Bytes();

        Assert.Equal(FirstLineResult.TooLong, new FirstLine(MaxLength).Read(ref flood, out _));

        Assert.Equal(1_000_000 - MaxLength - 1, flood.Length);
    }

    /// <summary>The name has at most 24 bytes, the password 8.</summary>
    [Theory]
    [InlineData("ann:12345678\n|", nameof(FirstLineResult.Line))]
    [InlineData("ann:12345678\r\n|", nameof(FirstLineResult.Line))]
    [InlineData("123456789012345678901234:12345678\r\n|", nameof(FirstLineResult.Line))]
    [InlineData(Bom + "123456789012345678901234:12345678\r\n|", nameof(FirstLineResult.Line))]
    [InlineData("1234567890123456789012345|:1", nameof(FirstLineResult.TooLong))]
    [InlineData("123456789012345678901234:123456789|", nameof(FirstLineResult.ImpossiblePassword))]
    [InlineData(":123456789|", nameof(FirstLineResult.ImpossiblePassword))]
    [InlineData("ann::::::::\n|", nameof(FirstLineResult.Line))]
    [InlineData("ann\t:x\n|", nameof(FirstLineResult.Line))]
    [InlineData("ann\tb|:x\n", nameof(FirstLineResult.ControlCharacter))]
    [InlineData("ann:\t|x\n", nameof(FirstLineResult.ImpossiblePassword))]
    [InlineData("ann:x\t|\n", nameof(FirstLineResult.ImpossiblePassword))]
    [InlineData("ann:x\r\r|\n", nameof(FirstLineResult.ImpossiblePassword))]
    [InlineData("ann:\rx|\n", nameof(FirstLineResult.ImpossiblePassword))]
    [InlineData("ann:\u00C2\u0085|\n", nameof(FirstLineResult.ImpossiblePassword))]
    [InlineData("ann:\u00FF\u00E2\n|", nameof(FirstLineResult.Line))]
    [InlineData("GET /|a:b\n", nameof(FirstLineResult.TextProtocol))]
    [InlineData("BREW a:x HTTP/1|\n", nameof(FirstLineResult.TextProtocol))]
    [InlineData("BREW a:b://56789|\n", nameof(FirstLineResult.TextProtocol))]
    [InlineData("\u0016\u0003|:", nameof(FirstLineResult.BinaryProtocol))]
    public void With_a_password_the_name_ends_at_the_first_colon(string input, string result)
    {
        var end = input.LastIndexOf('|');
        input = input.Remove(end, 1);

        Assert.All(
            Segmentations(input),
            pieces =>
            {
                var read = FirstLineReading.Read(new FirstLine(MaxLength, maxPasswordLength: 8), pieces);
                Assert.Equal((Enum.Parse<FirstLineResult>(result), end), (read.Result, read.Bytes));
            });
    }

    /// <summary>Requires the result exactly at the last bar of the input, which is none of its bytes.</summary>
    private static void AssertEnds(string input, FirstLineResult result, string line = "")
    {
        var end = input.LastIndexOf('|');
        input = input.Remove(end, 1);
        Assert.All(
            Segmentations(input),
            pieces => Assert.Equal((result, line, end), FirstLineReading.Read(new FirstLine(MaxLength), pieces)));
    }

    private static byte[][][] Segmentations(string input) =>
        [[input.Bytes()], [.. input.Bytes().Select(single => new[] { single })]];
}
