using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Cluster;

/// <summary>Warns while the certificate of this node expires soon: once it has, no node can connect to another any more.</summary>
internal sealed class NodeCertificateActor(X509Certificate2 certificate, TimeProvider clock) : UntypedActor, IWithTimers
{
    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(nameof(CheckExpiry), CheckExpiry.Instance, TimeSpan.Zero, CertificateExpiry.WarningInterval);

    protected override void OnReceive(object message)
    {
        if (message is not CheckExpiry)
        {
            Unhandled(message);
            return;
        }

        if (CertificateExpiry.WarningOf(certificate.Subject, certificate.NotAfter, clock.GetUtcNow()) is { } warning)
            Context.System.EventStream.Publish(warning);
    }

    private sealed class CheckExpiry { public static readonly CheckExpiry Instance = new(); }
}
