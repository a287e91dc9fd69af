using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Transports;

/// <summary>
/// Precedes Tcp.Close or Tcp.ConfirmedClose on doors with <see cref="Doors.get_CarriesCloseReason"/>: why the server closes.
/// </summary>
internal sealed record CloseWith(CloseReason Reason);
