namespace AkkaChat.Bench.Driving;

internal enum ConnectionState
{
    New,
    Connecting,
    Open,
    Closed,
}
