namespace AkkaChat.Bench.Soak;

/// <summary>An author that sends no more lines.</summary>
/// <param name="Sent">How many lines it has sent.</param>
/// <param name="IsComplete">All of them came back to it, so every other member must receive them, too.</param>
/// <param name="At">When it ended, in ticks of <see cref="Environment.TickCount64"/>.</param>
internal sealed record EndedAuthor(string Name, uint Sent, bool IsComplete, long At);
