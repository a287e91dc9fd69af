using System.Runtime.InteropServices;
using AkkaChat.TerminalClient.Session;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;

namespace AkkaChat.TerminalClient.Screen;

/// <summary>Runs a session on the terminal of this process, which it leaves as it was, whatever ends it.</summary>
internal static class ChatTerminal
{
    /// <summary>A key is seen within two frames of this rate.</summary>
    private const ushort FramesPerSecond = 50;

    /// <summary>
    /// Without SIGHUP, which ends the process at once: the terminal is gone, nothing can be restored, and Terminal.Gui 2.5 never stops
    /// reading from it (UnixIOHelper.TryReadStdin).
    /// </summary>
    private static readonly PosixSignal[] EndingSignals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT];

    /// <summary>
    /// Some terminals make characters wider than Terminal.Gui counts them, above all new emoji; what a row then has too much must not go on
    /// in the next one (DECAWM).
    /// </summary>
    private const string WrapOff = "\e[?7l";
    private const string WrapOn = "\e[?7h";

    private static readonly TimeSpan NoticeDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(15);

    /// <exception cref="Connection.ConnectException">The server has never been reached.</exception>
    public static void Run(ChatSession session)
    {
        Configure();
        using var stop = new CancellationTokenSource();
        using var app = Application.Create().Init();
        app.Driver?.WriteRaw(WrapOff);
        BindKeys(app);
        var isRinging = false;
        using var screen = new ChatScreen(session, () => isRinging = true);
        var running = Task.Run(() => session.RunAsync(stop.Token));
        app.Iteration += (_, _) =>
        {
            screen.Refresh();
            if (isRinging)
                app.Driver?.WriteRaw("\a");
            isRinging = false;
            if (running.IsCompleted)
                app.RequestStop();
        };
        var hasSignal = false;
        var signals = Array.ConvertAll(EndingSignals, signal => PosixSignalRegistration.Create(signal, context =>
        {
            // A second signal ends the process, even if writing to the terminal blocks.
            context.Cancel = !hasSignal;
            hasSignal = true;
            app.Invoke(() => app.RequestStop());
        }));
        try
        {
            app.Run(screen);
        }
        finally
        {
            app.Driver?.WriteRaw(WrapOn);
        }

        Array.ForEach(signals, signal => signal.Dispose());
        session.Leave();
        app.Dispose();
        WaitForEcho(running);
        stop.Cancel();
        running.GetAwaiter().GetResult();
        foreach (var line in session.Unconfirmed)
            Console.Error.WriteLine($"{ChatSession.UnconfirmedNotice}{line}");
    }

    /// <summary>A server that limits the rate takes some time for the last lines.</summary>
    private static void WaitForEcho(Task leaving)
    {
        if (Task.WaitAny([leaving], NoticeDelay) >= 0)
            return;
        Console.Error.WriteLine("Waiting until your last lines have come back. Ctrl+C ends that.");
        Task.WaitAny([leaving], LeaveTimeout);
    }

    /// <summary>Before the first use of the library.</summary>
    internal static void Configure()
    {
        // The names' colours are those of the terminal's theme.
        Driver.Force16Colors = true;
        // By ioctl, which every terminal answers at once.
        Driver.SizeDetection = SizeDetectionMode.Polling;
        Application.MaximumIterationsPerSecond = FramesPerSecond;
    }

    /// <summary>The screen has its own keys, but for the one that suspends.</summary>
    internal static void BindKeys(IApplication app)
    {
        app.Keyboard.KeyBindings.Clear();
        if (!OperatingSystem.IsWindows())
            app.Keyboard.KeyDown += (_, key) => key.Handled = key == Key.Z.WithCtrl && Suspend(app.Driver);
    }

    private static bool Suspend(IDriver? driver)
    {
        driver?.WriteRaw(WrapOn);
        driver?.Suspend();
        driver?.WriteRaw(WrapOff);
        return true;
    }
}
