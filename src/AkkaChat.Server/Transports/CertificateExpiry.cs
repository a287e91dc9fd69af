using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Transports;

/// <summary>When the expiry of a certificate is a warning.</summary>
internal static class CertificateExpiry
{
    /// <summary>Before the expiry, when warnings begin.</summary>
    private static readonly TimeSpan WarningPeriod = TimeSpan.FromDays(14);

    public static readonly TimeSpan WarningInterval = TimeSpan.FromDays(1);

    /// <returns>Null while the expiry is 14 days away or more.</returns>
    public static ChatEvents.CertificateExpires? WarningOf(string subject, DateTimeOffset expiry, DateTimeOffset now) =>
        expiry - now < WarningPeriod ? new ChatEvents.CertificateExpires(subject, expiry - now) : null;
}
