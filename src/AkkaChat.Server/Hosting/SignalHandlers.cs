using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Hosting;

/// <summary>Handles the signals that would end the process at once, and that the host's lifetimes do not all handle.</summary>
internal sealed class SignalHandlers : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="onHangup">Called on SIGHUP if standard input is not a terminal, which would have hung up.</param>
    public SignalHandlers(IHostApplicationLifetime lifetime, Action onHangup)
    {
        // Read now: a terminal that has hung up is no longer recognized as one.
        var hasTerminal = !Console.IsInputRedirected;
        // ConsoleLifetime stops the host on these too, SystemdLifetime on SIGTERM only.
        Handle(PosixSignal.SIGINT, lifetime.StopApplication);
        Handle(PosixSignal.SIGQUIT, lifetime.StopApplication);
        Handle(PosixSignal.SIGHUP, hasTerminal ? lifetime.StopApplication : onHangup);
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Handle(PosixSignal signal, Action action) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        action();
    }));
}
