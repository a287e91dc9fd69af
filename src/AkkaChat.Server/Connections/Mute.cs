namespace AkkaChat.Server.Connections;

/// <summary>The messages of a member are dropped.</summary>
/// <param name="Left">How long still; null without an end.</param>
/// <param name="Reason">For the member; may be empty.</param>
internal sealed record Mute(TimeSpan? Left, string Reason)
{
    /// <returns>Null if there is none.</returns>
    public static Mute? Of(Restriction? restriction, TimeSpan now) =>
        restriction is null ? null : new Mute(restriction.LeftAt(now), restriction.Reason);
}
