namespace AkkaChat.Bench.Silence;

/// <param name="Silence">In seconds: the longest of any of the members.</param>
internal sealed record SilenceFigures(double Silence, int Disconnected, int Members);
