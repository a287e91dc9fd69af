using AkkaChat.Server.Connections;
using AkkaChat.Server.Room;
using Microsoft.AspNetCore.Http;

namespace AkkaChat.Server.Control;

/// <summary>One thing that an operator can ask for: a path of the control socket, and a verb of the command line.</summary>
/// <param name="Name">Also that of the path.</param>
/// <param name="IsRead">It changes nothing.</param>
/// <param name="Read">Reads what it takes; returns the message to an actor, or null if it takes nothing.</param>
/// <param name="IsOfAllNodes">In a cluster each node carries it out on its members; the others concern one node, or reach all by the room.</param>
internal sealed record ControlVerb(string Name, bool IsRead, Func<ControlInput, object?> Read, bool IsOfAllNodes = false)
{
    public static readonly ControlVerb Who = new("who", IsRead: true, _ => null, IsOfAllNodes: true);

    public static readonly ControlVerb Kick = ChangeOfAllNodes(
        "kick", input => new OperatorMessages.Kick(input.Target(), input.For(), input.Reason()));

    public static readonly ControlVerb Ban = ChangeOfAllNodes(
        "ban", input => new OperatorMessages.Ban(input.NetworkToBan(), input.For(), input.Reason()));

    public static readonly ControlVerb Unban = ChangeOfAllNodes("unban", input => input.Unban());

    public static readonly ControlVerb Bans = new("bans", IsRead: true, _ => null, IsOfAllNodes: true);

    public static readonly ControlVerb Mute = ChangeOfAllNodes(
        "mute", input => new OperatorMessages.Mute(input.Target(), input.For(), input.Reason()));

    public static readonly ControlVerb Unmute = ChangeOfAllNodes("unmute", input => new OperatorMessages.Unmute(input.Target()));

    public static readonly ControlVerb Say = new("say", IsRead: false, input => new RoomMessages.Announce(input.Text()));

    public static readonly ControlVerb Stats = new("stats", IsRead: true, _ => null);

    public static readonly ControlVerb Reload = new("reload", IsRead: false, _ => null);

    public static IReadOnlyList<ControlVerb> All { get; } = [Who, Kick, Ban, Unban, Bans, Mute, Unmute, Say, Stats, Reload];

    public string Method => IsRead ? HttpMethods.Get : HttpMethods.Post;

    /// <summary>Carries it out if nothing is wrong with the input.</summary>
    /// <param name="carryOut">Gets the message to an actor, or null.</param>
    public async Task<ControlAnswer> CarryOutAsync(ControlInput input, Func<object?, Task<ControlAnswer>> carryOut)
    {
        var message = Read(input);
        if (input.Problems.Count > 0)
            return ControlAnswer.Refused(StatusCodes.Status400BadRequest, input.Problems);

        try
        {
            return await carryOut(message);
        }
        catch (Exception exception)
        {
            return ControlAnswer.Failed($"{Name} failed: {exception.GetBaseException().Message}", exception);
        }
    }

    private static ControlVerb ChangeOfAllNodes(string name, Func<ControlInput, object?> read) =>
        new(name, IsRead: false, read, IsOfAllNodes: true);
}
