using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>Events of one period that were counted instead of logged.</summary>
/// <param name="Level">The highest level among them.</param>
/// <param name="Reasons">Their reasons with counts, such as <c>invalid-username 1485, room-full 495</c>.</param>
internal sealed record SuppressedEvents(int Count, LogLevel Level, string Reasons);
