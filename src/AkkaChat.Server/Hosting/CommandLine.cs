using System.CommandLine;
using System.CommandLine.Invocation;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Hosting;

/// <summary>The command line, as written down in the README.</summary>
internal sealed class CommandLine
{
    private readonly Option<string[]> _config = new("--config")
    {
        Description = "A HOCON file over the defaults; may be given several times, later files win.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "A single value over the files, for example listen.port=9001; may be given several times.",
        HelpName = "KEY=VALUE",
    };

    private readonly Option<string?> _host = new("--host")
    {
        Description = "The address to listen on (listen.host).",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _port = new("--port")
    {
        Description = "The port to listen on (listen.port); 0 lets the system choose.",
        HelpName = "PORT",
    };

    private readonly Option<bool> _checkConfig = new("--check-config")
    {
        Description = "Only check the configuration: tell all that is wrong with it, and end.",
    };

    private readonly Option<bool> _printConfig = new("--print-config")
    {
        Description = "Check the configuration, print all that is in effect with the origin of each value, and end.",
    };

    private readonly RootCommand _root = new("AkkaChat: a TCP chat server with exactly one room.");

    private CommandLine()
    {
        _root.Options.Add(_config);
        _root.Options.Add(_set);
        _root.Options.Add(_host);
        _root.Options.Add(_port);
        _root.Options.Add(_checkConfig);
        _root.Options.Add(_printConfig);
    }

    /// <summary>Does what the arguments say.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors) =>
        new CommandLine().RunParsedAsync(args, output, errors);

    private async Task<int> RunParsedAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var parsed = _root.Parse(args);
        // Help and version.
        if (parsed.Action is not (null or ParseErrorAction))
            return await parsed.InvokeAsync();

        try
        {
            var configured = Load(parsed);
            if (!parsed.GetValue(_checkConfig) && !parsed.GetValue(_printConfig))
                return await ServerRun.RunAsync(configured, errors);
            if (!ServerRun.Check(configured, errors))
                return ExitCode.InvalidConfiguration;

            output.Write(parsed.GetValue(_printConfig) ? configured.Printed : $"configuration is valid{Environment.NewLine}");
            return ExitCode.Done;
        }
        catch (ConfigurationException exception)
        {
            foreach (var problem in exception.Problems)
                errors.WriteLine(SingleLine.Sanitize(problem));
            return ExitCode.InvalidConfiguration;
        }
    }

    private LoadedConfiguration Load(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0)
            throw new ConfigurationException([.. parsed.Errors.Select(error => error.Message)]);

        var values = parsed.GetValue(_set)!.Select(Split).ToList();
        if (parsed.GetValue(_host) is { } host)
            values.Add(new ConfigurationOverride("listen.host", host, "--host"));
        if (parsed.GetValue(_port) is { } port)
            values.Add(new ConfigurationOverride("listen.port", port, "--port"));
        return ConfigurationLoader.Load(parsed.GetValue(_config)!, values, Environment.GetEnvironmentVariable);
    }

    private static ConfigurationOverride Split(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new ConfigurationOverride(assignment[..equals].Trim(), assignment[(equals + 1)..].Trim(), "--set")
            : throw new ConfigurationException([$"--set {assignment} must be KEY=VALUE"]);
    }
}
