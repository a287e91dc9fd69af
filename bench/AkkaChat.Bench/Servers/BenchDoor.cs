namespace AkkaChat.Bench.Servers;

/// <summary>How clients reach a server.</summary>
internal enum BenchDoor
{
    Tcp,
    Unix,
    Tls,
}
