using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>Events that were not told one by one.</summary>
/// <param name="Level">The highest of them.</param>
/// <param name="Reasons">How many for which reason.</param>
internal sealed record SuppressedEvents(int Count, LogLevel Level, IReadOnlyDictionary<string, int> Reasons);
