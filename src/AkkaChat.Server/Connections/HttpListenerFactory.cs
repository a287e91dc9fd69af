using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Connections;

/// <summary>Lets Kestrel accept at sockets that listen already.</summary>
/// <param name="onAcceptFailed">Is given the reason: of the first of several failures in succession.</param>
internal sealed class HttpListenerFactory(
    IReadOnlyList<Socket> sockets, SocketConnectionFactoryOptions options, Action<string> onAcceptFailed, ILoggerFactory logs)
    : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = sockets.First(socket => endpoint.Equals(socket.LocalEndPoint));
        var connections = new SocketConnectionContextFactory(options, logs.CreateLogger<SocketConnectionContextFactory>());
        return new(new Listener(socket, endpoint, connections, onAcceptFailed));
    }

    /// <summary>
    /// Accepting pauses after a failure. That of Kestrel (SocketConnectionListener of ASP.NET Core 10) tries again at once, and so uses a
    /// whole core while file descriptors have run out. Not needed once it pauses.
    /// </summary>
    private sealed class Listener(
        Socket socket, EndPoint endpoint, SocketConnectionContextFactory connections, Action<string> onFailed) : IConnectionListener
    {
        private bool _hasFailed;

        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    var accepted = await socket.AcceptAsync(cancellationToken);
                    _hasFailed = false;
                    if (endpoint is IPEndPoint)
                        accepted.NoDelay = true;
                    return connections.Create(accepted);
                }
                catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException
                    or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    return null;
                }
                catch (SocketException exception)
                {
                    if (!_hasFailed)
                        onFailed(exception.Message);
                    _hasFailed = true;
                    await Task.Delay(SocketListenerActor.AcceptPause, CancellationToken.None);
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            connections.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
