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
}
