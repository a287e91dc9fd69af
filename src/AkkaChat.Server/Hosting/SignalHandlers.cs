using System.Runtime.InteropServices;
using AkkaChat.Server.Observability.Logging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Hosting;

/// <summary>Handles the signals that would end the process at once, and that the host's lifetimes do not all handle.</summary>
internal sealed class SignalHandlers : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    public SignalHandlers(IHostApplicationLifetime lifetime, ILogger log)
    {
        // Read now: a terminal that has hung up is no longer recognized as one.
        var hasTerminal = !Console.IsInputRedirected;
        // ConsoleLifetime stops the host on these too, SystemdLifetime on SIGTERM only.
        Handle(PosixSignal.SIGINT, lifetime.StopApplication);
        Handle(PosixSignal.SIGQUIT, lifetime.StopApplication);
        Handle(PosixSignal.SIGHUP, hasTerminal ? lifetime.StopApplication : log.HangupIgnored);
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Handle(PosixSignal signal, Action action) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        action();
    }));
}
