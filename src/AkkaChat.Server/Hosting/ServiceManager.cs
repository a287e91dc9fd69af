using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;
using Serilog;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// Tells systemd, if it has started this process as a service of <c>Type=notify</c>, how far it is; see sd_notify(3).
/// The host's own lifetime for systemd does not fit: it says ready when the host has started, which is before the port is
/// open, and does not hear SIGINT.
/// </summary>
internal sealed class ServiceManager
{
    private readonly SystemdNotifier _systemd = new();

    public void SayReady() => Say(ServiceState.Ready);

    public void SayStopping() => Say(ServiceState.Stopping);

    private void Say(ServiceState state)
    {
        try
        {
            _systemd.Notify(state);
        }
        catch (SocketException exception)
        {
            // Whoever waits for it will say so; those who chat are served all the same.
            Log.Warning("The service manager cannot be told {State}: {Reason}", state, exception.Message);
        }
    }
}
