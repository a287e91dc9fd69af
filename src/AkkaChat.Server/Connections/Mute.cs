namespace AkkaChat.Server.Connections;

/// <summary>The messages of a member are dropped.</summary>
/// <param name="Left">How long still; null without an end.</param>
/// <param name="Reason">For the member; may be empty.</param>
internal sealed record Mute(TimeSpan? Left, string Reason);
