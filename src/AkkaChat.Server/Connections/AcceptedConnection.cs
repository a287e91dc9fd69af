using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace AkkaChat.Server.Connections;

/// <summary>
/// A connection that Kestrel has accepted. It holds one of a limited number of places until its socket is closed, or the chat counts it.
/// It is one of its own features.
/// </summary>
internal sealed class AcceptedConnection : ConnectionContext
{
    private readonly ConnectionContext _connection;
    private readonly SemaphoreSlim _places;
    private int _isReleased;

    public AcceptedConnection(ConnectionContext connection, SemaphoreSlim places)
    {
        (_connection, _places) = (connection, places);
        connection.Features.Set(this);
    }

    public override string ConnectionId
    {
        get => _connection.ConnectionId;
        set => _connection.ConnectionId = value;
    }

    public override IFeatureCollection Features => _connection.Features;

    public override IDictionary<object, object?> Items
    {
        get => _connection.Items;
        set => _connection.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _connection.Transport;
        set => _connection.Transport = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _connection.ConnectionClosed;
        set => _connection.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _connection.LocalEndPoint;
        set => _connection.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _connection.RemoteEndPoint;
        set => _connection.RemoteEndPoint = value;
    }

    /// <summary>Gives the place to another connection.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            _places.Release();
    }

    public override void Abort(ConnectionAbortedException abortReason) => _connection.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await base.DisposeAsync();
        Release();
    }
}
