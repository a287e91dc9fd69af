namespace AkkaChat.Server.Transports;

/// <summary>The certificate in use. Written by the <see cref="TlsCertificateActor"/> alone; read by each handshake.</summary>
internal sealed class TlsCertificateStore(TlsCertificate first)
{
    private volatile TlsCertificate _current = first;

    public TlsCertificate Current
    {
        get => _current;
        set => _current = value;
    }
}
