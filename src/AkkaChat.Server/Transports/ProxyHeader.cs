using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AkkaChat.Server.Transports;

/// <summary>
/// The header by which a proxy names the client at the start of a connection: HAProxy's PROXY protocol, versions 1 (a line of
/// text) and 2 (binary).
/// </summary>
internal static class ProxyHeader
{
    /// <summary>Maximum bytes of a header. A longer one, which version 2 allows, is invalid.</summary>
    public const int MaxLength = 536;

    private const int MaxTextLength = 107;

    /// <summary>Bytes of version 2 in front of the addresses: signature, version and command, family, size of the rest.</summary>
    private const int FixedLength = 16;

    private const byte Local = 0x20;
    private const byte Proxy = 0x21;
    private const byte Unspecified = 0x00;
    private const byte Tcp4 = 0x11;
    private const byte Tcp6 = 0x21;
    private const byte UnixStream = 0x31;

    /// <summary>Bytes of the two addresses and two ports, or of the two paths.</summary>
    private const int Tcp4Size = 12;
    private const int Tcp6Size = 36;
    private const int UnixSize = 216;

    private static ReadOnlySpan<byte> TextStart => "PROXY "u8;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads the header at the start of a stream.</summary>
    /// <param name="bytes">The stream so far, which may go on behind the header.</param>
    /// <param name="length">
    /// Bytes of the header. While it is incomplete, a number that it has at least, and more than there are: so far can be
    /// read without reading what follows the header.
    /// </param>
    /// <param name="source">
    /// The client's address. Null if the header gives none: a connection of the proxy itself, or a client that is unknown or
    /// has connected by a Unix socket.
    /// </param>
    public static ProxyHeaderResult Read(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? source)
    {
        // Both versions have more bytes.
        length = Signature.Length;
        source = null;
        if (BeginsAs(bytes, Signature))
            return ReadBinary(bytes, ref length, ref source);
        return BeginsAs(bytes, TextStart) ? ReadText(bytes, ref length, ref source) : ProxyHeaderResult.Invalid;
    }

    /// <summary>True also if the bytes end before they can differ.</summary>
    private static bool BeginsAs(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> start) =>
        start.StartsWith(bytes[..Math.Min(bytes.Length, start.Length)]);

    private static ProxyHeaderResult ReadText(ReadOnlySpan<byte> bytes, ref int length, ref IPEndPoint? source)
    {
        var text = bytes[..Math.Min(bytes.Length, MaxTextLength)];
        var lineFeed = text.IndexOf((byte)'\n');
        if (lineFeed < 0)
        {
            var missing = text[^1] == '\r' ? 1 : 2;
            length = Math.Max(length, Math.Min(text.Length + missing, MaxTextLength));
            return text.Length < MaxTextLength ? ProxyHeaderResult.Incomplete : ProxyHeaderResult.Invalid;
        }

        length = lineFeed + 1;
        return text[lineFeed - 1] == '\r' && TryParseLine(text[..(lineFeed - 1)], out source)
            ? ProxyHeaderResult.Complete
            : ProxyHeaderResult.Invalid;
    }

    private static bool TryParseLine(ReadOnlySpan<byte> line, out IPEndPoint? source)
    {
        source = null;
        var fields = Encoding.ASCII.GetString(line).Split(' ');
        // The rest is to be ignored.
        if (fields[1] == "UNKNOWN")
            return true;

        if (fields is not [_, var protocol, var from, var to, var fromPort, var toPort]
            || !TryParseAddress(protocol, from, out var address)
            || !TryParseAddress(protocol, to, out _)
            || !TryParsePort(fromPort, out var port)
            || !TryParsePort(toPort, out _))
        {
            return false;
        }

        source = new IPEndPoint(address, port);
        return true;
    }

    private static bool TryParseAddress(string protocol, string text, out IPAddress address) =>
        AddressText.TryParse(text, out address)
        && protocol == (address.AddressFamily == AddressFamily.InterNetwork ? "TCP4" : "TCP6");

    private static bool TryParsePort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && (text == "0" || text[0] != '0');

    private static ProxyHeaderResult ReadBinary(ReadOnlySpan<byte> bytes, ref int length, ref IPEndPoint? source)
    {
        if (bytes.Length < FixedLength)
        {
            length = bytes.Length < Signature.Length ? Signature.Length : FixedLength;
            return ProxyHeaderResult.Incomplete;
        }

        var size = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        length = FixedLength + size;
        var addressSize = (bytes[12], bytes[13]) switch
        {
            (Local, _) or (Proxy, Unspecified) => 0,
            (Proxy, Tcp4) => Tcp4Size,
            (Proxy, Tcp6) => Tcp6Size,
            (Proxy, UnixStream) => UnixSize,
            _ => int.MaxValue,
        };
        if (size < addressSize || length > MaxLength)
            return ProxyHeaderResult.Invalid;
        if (bytes.Length < length)
            return ProxyHeaderResult.Incomplete;

        var addresses = bytes[FixedLength..length];
        source = addressSize switch
        {
            Tcp4Size => new IPEndPoint(new IPAddress(addresses[..4]), BinaryPrimitives.ReadUInt16BigEndian(addresses[8..])),
            Tcp6Size => new IPEndPoint(new IPAddress(addresses[..16]), BinaryPrimitives.ReadUInt16BigEndian(addresses[32..])),
            _ => null,
        };
        return ProxyHeaderResult.Complete;
    }
}
