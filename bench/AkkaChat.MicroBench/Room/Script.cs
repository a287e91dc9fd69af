namespace AkkaChat.MicroBench.Room;

/// <summary>What a <see cref="Speaker"/> sends.</summary>
/// <param name="Rounds">Each begins when all members have received the one before.</param>
/// <param name="Lines">Sent at once in a round.</param>
internal sealed record Script(int Rounds, int Lines);
