namespace AkkaChat.MicroBench.Room;

/// <summary>What a <see cref="Speaker"/> is to have said.</summary>
/// <param name="Rounds">Each begins when everybody has heard the one before.</param>
/// <param name="Lines">How many are said at once in a round.</param>
internal sealed record Script(int Rounds, int Lines);
