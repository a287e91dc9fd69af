using System.Net.WebSockets;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;

namespace AkkaChat.Tests.Transports;

public sealed class WebSocketCloseStatusesTests
{
    private static readonly Dictionary<CloseReason, int> Expected = new()
    {
        [CloseReason.ClientClosed] = 1000,
        [CloseReason.Idle] = 1000,
        [CloseReason.Kicked] = 1008,
        [CloseReason.RoomFull] = 1013,
        [CloseReason.AddressFull] = 1013,
        [CloseReason.NotAChatClient] = 1008,
        [CloseReason.WrongPassword] = 1008,
        [CloseReason.InvalidUsername] = 1008,
        [CloseReason.NameTaken] = 1008,
        [CloseReason.HandshakeTimeout] = 1008,
        [CloseReason.Banned] = 1008,
        [CloseReason.Shutdown] = 1001,
        [CloseReason.RoomRestarted] = 1012,
    };

    /// <summary>The connection is reset, or there is no WebSocket yet.</summary>
    private static readonly CloseReason[] WithoutCloseFrame =
    [
        CloseReason.Reset, CloseReason.ProxyHeader, CloseReason.ForeignOrigin, CloseReason.SlowConsumer, CloseReason.InternalError,
    ];

    [Fact]
    public void Every_reason_has_a_status_or_no_close_frame() =>
        Assert.Equal(Enum.GetValues<CloseReason>().Order(), Expected.Keys.Concat(WithoutCloseFrame).Order());

    [Fact]
    public void The_status_tells_whether_the_client_should_come_back() =>
        Assert.Equal(Expected, Expected.Keys.ToDictionary(reason => reason, reason => (int)WebSocketCloseStatuses.Of(reason)));

    [Fact]
    public void Each_status_can_be_sent()
    {
        foreach (var reason in Enum.GetValues<CloseReason>())
        {
            var socket = WebSocket.CreateFromStream(new MemoryStream(), new WebSocketCreationOptions { IsServer = true });
            Assert.True(socket.CloseOutputAsync(WebSocketCloseStatuses.Of(reason), reason.Tag, CancellationToken.None).IsCompletedSuccessfully);
        }
    }
}
