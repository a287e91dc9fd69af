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
        [CloseReason.RoomFull] = 1013,
        [CloseReason.AddressFull] = 1013,
        [CloseReason.NotAChatClient] = 1008,
        [CloseReason.WrongPassword] = 1008,
        [CloseReason.InvalidUsername] = 1008,
        [CloseReason.NameTaken] = 1008,
        [CloseReason.HandshakeTimeout] = 1008,
        [CloseReason.Shutdown] = 1001,
        [CloseReason.RoomRestarted] = 1012,
    };

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
