using System.Diagnostics;

namespace AkkaChat.Tests.Support;

/// <summary>A program of the machine as a chat client: its standard streams are those of a user.</summary>
internal sealed class ChatProgram : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChatProgram(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static ChatProgram Start(string program, params string[] arguments) =>
        new(Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!);

    public async Task SendAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    public void CloseInput() => _process.StandardInput.Close();

    public void CloseOutput() => _process.StandardOutput.Close();

    /// <returns>The next line without its LF; null at the end of the output.</returns>
    public async Task<string?> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.DefaultTimeout);

    /// <summary>Waits for its end, without asking for it.</summary>
    public async Task<(int ExitCode, string Errors)> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Eventually.DefaultTimeout);
        return (_process.ExitCode, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
