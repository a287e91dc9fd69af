using Akka.Actor;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Transports;

/// <summary>
/// Renews the certificate without a restart: reads its files every minute, and takes what has changed. Files
/// that are of no use change nothing, and are read again. New connections get the new certificate, open ones keep theirs.
/// </summary>
internal sealed class TlsCertificateActor(Func<PemFiles> files, TlsCertificateStore store, TimeProvider clock)
    : UntypedActor, IWithTimers
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>The last problem that was reported: it is reported once, however often the files are read.</summary>
    private string _problem = "";

    private PemFiles _files = files();

    /// <summary>Grows with each <see cref="Use"/>: what was being read at that time is out of date.</summary>
    private int _uses;
    private bool _isLoading;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Look), Look.Instance, Interval);
        Timers.StartPeriodicTimer(nameof(CheckExpiry), CheckExpiry.Instance, TimeSpan.Zero, CertificateExpiry.WarningInterval);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Look: Load(); break;
            case Use use: OnUse(use); break;
            case Loaded loaded: _isLoading = false; OnLoaded(loaded); break;
            case LoadFailed failed: _isLoading = false; OnFailed(failed); break;
            case CheckExpiry: OnCheckExpiry(); break;
            default: Unhandled(message); break;
        }
    }

    private void Load()
    {
        if (_isLoading)
            return;

        _isLoading = true;
        var uses = _uses;
        TlsCertificate.LoadAsync(_files, store.Current).PipeTo(
            Self, success: certificate => new Loaded(uses, certificate), failure: exception => new LoadFailed(uses, exception.Message));
    }

    private void OnUse(Use use)
    {
        _uses++;
        _files = use.Files;
        Take(use.Certificate);
    }

    private void OnLoaded(Loaded loaded)
    {
        if (loaded.Uses == _uses)
            Take(loaded.Certificate);
    }

    private void Take(TlsCertificate certificate)
    {
        _problem = "";
        if (certificate.Hash == store.Current.Hash)
            return;

        store.Current = certificate;
        Publish(new ChatEvents.CertificateRenewed(certificate.Subject, certificate.Expiry));
        OnCheckExpiry();
    }

    private void OnFailed(LoadFailed failed)
    {
        if (failed.Uses != _uses || failed.Problem == _problem)
            return;

        _problem = failed.Problem;
        Publish(new ChatEvents.CertificateUnusable(_problem));
    }

    private void OnCheckExpiry()
    {
        if (CertificateExpiry.WarningOf(store.Current.Subject, store.Current.Expiry, clock.GetUtcNow()) is { } warning)
            Publish(warning);
    }

    private static void Publish(ChatEvents.IChatEvent chatEvent) => Context.System.EventStream.Publish(chatEvent);

    /// <summary>Reads these files from now on, which have this certificate.</summary>
    public sealed record Use(PemFiles Files, TlsCertificate Certificate);

    private sealed record Loaded(int Uses, TlsCertificate Certificate);

    private sealed record LoadFailed(int Uses, string Problem);

    private sealed class Look { public static readonly Look Instance = new(); }

    private sealed class CheckExpiry { public static readonly CheckExpiry Instance = new(); }
}
