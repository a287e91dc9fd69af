using System.Globalization;
using System.Text;

namespace AkkaChat.Bench.Driving;

/// <summary>How a server of some kind is spoken to.</summary>
internal sealed record Protocol(string Name)
{
    public static readonly Protocol Chat = new("chat")
    {
        Hello = name => $"{name}\n",
        Prefix = name => $"{name}:",
        SendEnd = "\n",
        End = "\n",
    };

    /// <summary>Nobody hears itself, and everybody is called something by the server.</summary>
    public static readonly Protocol Raw = new("raw")
    {
        Hello = _ => "",
        SendEnd = "\n",
        Echoes = false,
    };

    public static readonly Protocol Irc = new("irc")
    {
        Hello = name => $"NICK {name}\r\nUSER {name} 0 * :u\r\n",
        Answer = line => line.Contains(" 001 ", StringComparison.Ordinal) ? "JOIN #room\r\n" : Pong(line),
        SendStart = "PRIVMSG #room :",
        SendEnd = "\r\n",
        Echoes = false,
    };

    public static readonly Protocol Nats = new("nats")
    {
        Hello = _ => "CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB room 1\r\n",
        Answer = Pong,
        SendStart = string.Create(CultureInfo.InvariantCulture, $"PUB room {Shape.MessageLength}\r\n"),
        SendEnd = "\r\n",
    };

    public static readonly Protocol Redis = new("redis")
    {
        Hello = _ => "*2\r\n$9\r\nSUBSCRIBE\r\n$4\r\nroom\r\n",
        Prefix = _ => string.Create(
            CultureInfo.InvariantCulture, $"*3\r\n$7\r\nmessage\r\n$4\r\nroom\r\n${Shape.MessageLength}\r\n"),
        End = "\r\n",
        SendStart = string.Create(
            CultureInfo.InvariantCulture, $"*3\r\n$7\r\nPUBLISH\r\n$4\r\nroom\r\n${Shape.MessageLength}\r\n"),
        SendEnd = "\r\n",
        PublishesApart = true,
    };

    public static IReadOnlyList<Protocol> All { get; } = [Chat, Raw, Irc, Nats, Redis];

    /// <summary>What a member of that name says first.</summary>
    public required Func<string, string> Hello { get; init; }

    /// <summary>What is answered to a line that is no message; null: nothing.</summary>
    public Func<string, string?> Answer { get; init; } = _ => null;

    /// <summary>What stands before a message that is sent.</summary>
    public string SendStart { get; init; } = "";

    public required string SendEnd { get; init; }

    /// <summary>
    /// What stands before a message of a sender of that name when it comes, if all members receive the same bytes in
    /// the same order; otherwise null.
    /// </summary>
    public Func<string, string>? Prefix { get; init; }

    /// <summary>What stands behind it.</summary>
    public string End { get; init; } = "";

    /// <summary>Authors receive their own messages.</summary>
    public bool Echoes { get; init; } = true;

    /// <summary>Who receives cannot send: senders have a second connection for that.</summary>
    public bool PublishesApart { get; init; }

    /// <summary>A message as it is sent.</summary>
    public byte[] Framed(Stamp stamp)
    {
        var message = new byte[Shape.MessageLength];
        stamp.Write(message);
        return [.. Encoding.UTF8.GetBytes(SendStart), .. message, .. Encoding.UTF8.GetBytes(SendEnd)];
    }

    private static string? Pong(string line) =>
        line.StartsWith("PING", StringComparison.Ordinal) ? $"PONG{line["PING".Length..]}\r\n" : null;
}
