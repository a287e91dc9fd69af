using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>The stream below an SslStream, which reports FIN without close_notify as the end in order: this one knows.</summary>
internal sealed class WatchedNetworkStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>FIN has been read.</summary>
    public bool HasEnded { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await base.ReadAsync(buffer, cancellationToken);
        HasEnded |= count == 0 && !buffer.IsEmpty;
        return count;
    }
}
