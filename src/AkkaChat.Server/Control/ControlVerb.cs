using AkkaChat.Server.Connections;
using AkkaChat.Server.Room;
using Microsoft.AspNetCore.Http;

namespace AkkaChat.Server.Control;

/// <summary>One thing that an operator can ask for: a path of the control socket, and a verb of the command line.</summary>
/// <param name="Name">Also that of the path.</param>
/// <param name="IsRead">It changes nothing.</param>
/// <param name="Read">Reads what it takes; returns the message to an actor, or null if it takes nothing.</param>
internal sealed record ControlVerb(string Name, bool IsRead, Func<ControlInput, object?> Read)
{
    public static readonly ControlVerb Who = new("who", IsRead: true, _ => null);

    public static readonly ControlVerb Kick = Change(
        "kick", input => new OperatorMessages.Kick(input.Target(), input.For(), input.Reason()));

    public static readonly ControlVerb Ban = Change(
        "ban", input => new OperatorMessages.Ban(input.NetworkToBan(), input.For(), input.Reason()));

    public static readonly ControlVerb Unban = Change("unban", input => input.Unban());

    public static readonly ControlVerb Bans = new("bans", IsRead: true, _ => null);

    public static readonly ControlVerb Mute = Change(
        "mute", input => new OperatorMessages.Mute(input.Target(), input.For(), input.Reason()));

    public static readonly ControlVerb Unmute = Change("unmute", input => new OperatorMessages.Unmute(input.Target()));

    public static readonly ControlVerb Say = Change("say", input => new RoomMessages.Announce(input.Text()));

    public static readonly ControlVerb Stats = new("stats", IsRead: true, _ => null);

    public static readonly ControlVerb Reload = Change("reload", _ => null);

    public static IReadOnlyList<ControlVerb> All { get; } = [Who, Kick, Ban, Unban, Bans, Mute, Unmute, Say, Stats, Reload];

    public string Method => IsRead ? HttpMethods.Get : HttpMethods.Post;

    private static ControlVerb Change(string name, Func<ControlInput, object?> read) => new(name, IsRead: false, read);
}
