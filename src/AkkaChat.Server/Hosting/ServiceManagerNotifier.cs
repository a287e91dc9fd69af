using AkkaChat.Server.Observability.Logging;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// Notifies systemd. SystemdNotifier throws if NOTIFY_SOCKET cannot be reached, which the host would log with a stack trace
/// for every state; here it is one warning.
/// </summary>
internal sealed class ServiceManagerNotifier(ILoggerFactory logs) : ISystemdNotifier
{
    private readonly SystemdNotifier _notifier = new();
    private bool _hasFailed;

    public bool IsEnabled => _notifier.IsEnabled && !_hasFailed;

    public void Notify(ServiceState state)
    {
        if (!IsEnabled)
            return;

        try
        {
            _notifier.Notify(state);
        }
        catch (Exception exception)
        {
            _hasFailed = true;
            logs.CreateLogger(ChatLog.Category).ServiceManagerUnreachable(exception.Message);
        }
    }
}
