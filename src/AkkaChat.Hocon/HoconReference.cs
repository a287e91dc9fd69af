namespace AkkaChat.Hocon;

/// <summary>A substitution: the value at one path, or an item of it, refers to that at another one.</summary>
/// <param name="From">The keys from the root to the value.</param>
/// <param name="To">The keys from the root to what it refers to, or the name of an environment variable.</param>
public sealed record HoconReference(IReadOnlyList<string> From, IReadOnlyList<string> To);
