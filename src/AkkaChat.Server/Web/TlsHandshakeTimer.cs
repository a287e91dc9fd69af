using Microsoft.AspNetCore.Connections;

namespace AkkaChat.Server.Web;

/// <summary>Limits the time for the TLS handshake of each connection. Kestrel has a limit too, which cannot change while it listens
/// (HttpsConnectionAdapterOptions.HandshakeTimeout, read once). Not needed once it can.</summary>
/// <param name="timeout">For a connection that begins now.</param>
internal sealed class TlsHandshakeTimer(Func<TimeSpan> timeout)
{
    /// <summary>To be added in front of TLS.</summary>
    public ConnectionDelegate Start(ConnectionDelegate next) => async connection =>
    {
        using var expired = new CancellationTokenSource(timeout());
        await using var abort = expired.Token.Register(connection.Abort);
        connection.Items[this] = expired;
        await next(connection);
    };

    /// <summary>To be added behind TLS.</summary>
    public ConnectionDelegate Stop(ConnectionDelegate next) => connection =>
    {
        ((CancellationTokenSource)connection.Items[this]!).CancelAfter(Timeout.InfiniteTimeSpan);
        return next(connection);
    };
}
