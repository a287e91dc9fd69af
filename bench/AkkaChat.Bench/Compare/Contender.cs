namespace AkkaChat.Bench.Compare;

/// <summary>A server that is measured.</summary>
/// <param name="Command">The program and its arguments, with <c>{port}</c> among them.</param>
internal sealed record Contender(string Name, IReadOnlyList<string> Command);
