namespace AkkaChat.Bench.Soak;

/// <summary>What the load has found, apart from what was counted on the way.</summary>
/// <param name="Duration">How long clients came and went.</param>
/// <param name="CommonLines">Lines from the start signal to the stop signal; 0 if it did not come that far.</param>
/// <param name="LongestDelay">Longest time that a line of a talker took to a checker.</param>
internal sealed record LoadResult(TimeSpan Duration, long CommonLines, TimeSpan LongestDelay);
