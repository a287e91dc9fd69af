using System.Net.WebSockets;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Transports;

/// <summary>
/// The status codes of close frames (RFC 6455, 7.4; the registry of IANA for 1012 and 1013). The page connects again by itself after
/// 1001, 1012 and 1013.
/// </summary>
internal static class WebSocketCloseStatuses
{
    private const WebSocketCloseStatus ServiceRestart = (WebSocketCloseStatus)1012;
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    public static WebSocketCloseStatus Of(CloseReason reason) => reason switch
    {
        CloseReason.RoomFull or CloseReason.AddressFull => TryAgainLater,
        CloseReason.Shutdown => WebSocketCloseStatus.EndpointUnavailable,
        CloseReason.RoomRestarted => ServiceRestart,
        CloseReason.Kicked => WebSocketCloseStatus.PolicyViolation,
        _ => reason.IsRejection ? WebSocketCloseStatus.PolicyViolation : WebSocketCloseStatus.NormalClosure,
    };
}
