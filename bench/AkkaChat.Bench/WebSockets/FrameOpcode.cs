namespace AkkaChat.Bench.WebSockets;

/// <summary>RFC 6455, 5.2.</summary>
internal enum FrameOpcode
{
    Continuation = 0,
    Text = 1,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
