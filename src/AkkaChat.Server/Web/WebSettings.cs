using AkkaChat.Server.Connections;

namespace AkkaChat.Server.Web;

/// <param name="Listen">Where the page and its WebSocket are served; null for nowhere.</param>
/// <param name="IsTls">With the certificate of the TLS settings.</param>
/// <param name="Origins">Whose pages may connect.</param>
/// <param name="KeepAlive">When pings are sent, and how long their answers may take.</param>
internal sealed record WebSettings(HostPort? Listen, bool IsTls, AllowedOrigins Origins, KeepAliveSettings KeepAlive);
