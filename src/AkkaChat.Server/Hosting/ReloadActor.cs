using Akka.Actor;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// Reads the configuration again on request. If all of it is valid, what can change while the server runs takes effect;
/// otherwise nothing changes. A request that comes while it is being read is answered by the next reading.
/// </summary>
/// <param name="current">The configuration that the server was started with.</param>
/// <param name="apply">Is called after each valid reading, with the settings and with the certificate if a door needs one.</param>
internal sealed class ReloadActor(
    ConfigurationSource source, LoadedConfiguration current, Action<ChatSettings, TlsCertificate?> apply) : UntypedActor
{
    private LoadedConfiguration _current = current;
    private List<IActorRef> _waiting = [];

    /// <summary>Are answered by the reading in progress.</summary>
    private List<IActorRef> _answered = [];
    private bool _isReading;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Reload: _waiting.Add(Sender); ReadNext(); break;
            case ReadResult result: OnRead(result); Complete(new Reloaded(result.Reload.Changed, result.Reload.NeedsRestart)); break;
            case Status.Failure failure: Complete(new Refused(OnFailed(failure.Cause))); break;
            default: Unhandled(message); break;
        }
    }

    private void ReadNext()
    {
        if (_isReading || _waiting.Count == 0)
            return;

        _isReading = true;
        (_answered, _waiting) = (_waiting, []);
        var before = _current;
        // On a thread of the pool: files may be slow.
        Task.Run(() => ReadAsync(before)).PipeTo(Self);
    }

    private async Task<ReadResult> ReadAsync(LoadedConfiguration before)
    {
        var reload = ConfigurationReload.Of(before, source.Load());
        return new ReadResult(reload, await DoorSetup.LoadCertificateAsync(reload.Loaded.Settings));
    }

    private void OnRead(ReadResult result)
    {
        _current = result.Reload.Loaded;
        apply(_current.Settings, result.Certificate);
        Publish(new ChatEvents.ConfigurationReloaded(result.Reload.Changed, result.Reload.NeedsRestart));
    }

    private static IReadOnlyList<string> OnFailed(Exception cause)
    {
        var problems = cause is ConfigurationException invalid ? invalid.Problems : [ErrorText.Of(cause)];
        Publish(new ChatEvents.ReloadRefused(problems));
        return problems;
    }

    private void Complete(object answer)
    {
        _isReading = false;
        _answered.ForEach(requester => requester.Tell(answer));
        ReadNext();
    }

    private static void Publish(ChatEvents.IChatEvent chatEvent) => Context.System.EventStream.Publish(chatEvent);

    /// <summary>Answered by <see cref="Reloaded"/> or <see cref="Refused"/>.</summary>
    public sealed record Reload { public static readonly Reload Instance = new(); }

    /// <param name="Changed">Keys whose change takes effect.</param>
    /// <param name="NeedsRestart">Keys that have changed in the files only.</param>
    public sealed record Reloaded(IReadOnlyList<string> Changed, IReadOnlyList<string> NeedsRestart);

    /// <summary>Nothing has changed.</summary>
    public sealed record Refused(IReadOnlyList<string> Problems);

    private sealed record ReadResult(ConfigurationReload Reload, TlsCertificate? Certificate);
}
