namespace AkkaChat.Tests.Support;

/// <summary>PROXY headers; one character is one byte.</summary>
internal static class ProxyHeaderText
{
    public const string Tcp4 = "PROXY TCP4 203.0.113.7 192.0.2.1 4242 9000\r\n";
    public const string Tcp6 = "PROXY TCP6 2001:db8::7 2001:db8::1 4242 9000\r\n";
    public const string Unknown = "PROXY UNKNOWN\r\n";

    public const string Signature = "\r\n\r\n\0\r\nQUIT\n";
    public const string BinaryTcp4 = Signature + "\u0021\u0011\0\u000C\u00CB\0\u0071\u0007\u00C0\0\u0002\u0001\u0010\u0092\u0023\u0028";
    public const string BinaryTcp6 = Signature + "\u0021\u0021\0\u0024" + Address6 + "\u0007" + Address6 + "\u0001" + "\u0010\u0092\u0023\u0028";
    public const string BinaryLocal = Signature + "\u0020\0\0\0";

    private const string Address6 = "\u0020\u0001\u000D\u00B8\0\0\0\0\0\0\0\0\0\0\0";

    /// <summary>Of version 2, with any command, family and rest.</summary>
    public static string Binary(int command, int family, string rest) =>
        $"{Signature}{(char)command}{(char)family}{(char)(rest.Length >> 8)}{(char)(rest.Length & 0xFF)}{rest}";
}
