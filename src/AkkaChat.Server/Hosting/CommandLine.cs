using System.CommandLine;
using System.CommandLine.Invocation;
using System.Net;
using System.Text;
using System.Text.Json;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Control;
using AkkaChat.Server.Observability.Logging;

namespace AkkaChat.Server.Hosting;

/// <summary>Parses the command line, and does what it asks for.</summary>
internal sealed class CommandLine
{
    /// <summary>Where the unit file has the control socket.</summary>
    private const string DefaultControlSocket = "/run/akkachat/control.sock";

    private readonly Option<string[]> _config = new("--config")
    {
        Description = "Read a HOCON file, whose values override the defaults. Can be repeated; later files override earlier ones.",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Set one value, which overrides the files, for example listen.port=9001. Can be repeated.",
        HelpName = "KEY=VALUE",
    };

    private readonly Option<string?> _host = new("--host")
    {
        Description = "Listen on this address; short for --set listen.host=ADDRESS.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _port = new("--port")
    {
        Description = "Listen on this port, 0 for any free one; short for --set listen.port=PORT.",
        HelpName = "PORT",
    };

    private readonly Option<bool> _checkConfig = new("--check-config")
    {
        Description = "Check the configuration, print every problem, and exit.",
    };

    private readonly Option<bool> _printConfig = new("--print-config")
    {
        Description = "Check the configuration, print the values in effect with the origin of each, and exit.",
    };

    private readonly RootCommand _root = new(
        "AkkaChat, a TCP chat server with one room. Without a command it runs the server; a command asks one that runs on this machine.");

    private readonly ControlCommands _control = new();

    private CommandLine()
    {
        _root.Options.Add(_config);
        _root.Options.Add(_set);
        _root.Options.Add(_host);
        _root.Options.Add(_port);
        _root.Options.Add(_checkConfig);
        _root.Options.Add(_printConfig);
        foreach (var command in _control.All)
            _root.Subcommands.Add(command);
        // Without it a command would be required.
        _root.SetAction(_ => { });
    }

    /// <param name="errors">Gets the warnings.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="ConfigurationException">The command line or the configuration is not valid.</exception>
    /// <exception cref="CannotListenException">A port cannot be opened.</exception>
    /// <exception cref="IOException">What was asked for cannot be printed.</exception>
    public static Task<int> RunAsync(string[] args, StandardStream output, ErrorOutput errors) =>
        new CommandLine().RunParsedAsync(args, output, errors);

    private async Task<int> RunParsedAsync(string[] args, StandardStream output, ErrorOutput errors)
    {
        // Without response files and without bundles of options: what begins with @ or -h is a name.
        var parsed = _root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is not (null or ParseErrorAction) && parsed.Action != _root.Action)
            return Print(output, HelpOrVersion(parsed));
        if (parsed.Errors.Count > 0)
            throw new ConfigurationException([.. ProblemsOf(parsed), .. UsageOf(parsed)]);

        return _control.VerbOf(parsed) is { } verb
            ? await ControlAsync(verb, parsed, output, errors)
            : await RunServerAsync(parsed, output, errors);
    }

    private async Task<int> RunServerAsync(ParseResult parsed, StandardStream output, ErrorOutput errors)
    {
        var source = Source(parsed);
        var configured = source.Load();
        foreach (var warning in configured.Warnings)
            errors.Warn(warning);
        if (!parsed.GetValue(_checkConfig) && !parsed.GetValue(_printConfig))
            return await ServerRun.RunAsync(source, configured, output);

        await ServerRun.CheckAsync(source, configured);
        return Print(output, parsed.GetValue(_printConfig) ? configured.Printed : "configuration is valid\n");
    }

    private async Task<int> ControlAsync(ControlVerb verb, ParseResult parsed, StandardStream output, ErrorOutput errors)
    {
        var request = _control.RequestOf(parsed);
        var input = new ControlInput(request, ControlLimits.Any);
        verb.Read(input);
        string[] problems = [.. OptionsOfServer(parsed).Select(option => $"{option} does not go together with {verb.Name}"), .. input.Problems];
        if (problems.Length > 0)
            throw new ConfigurationException(problems);

        var path = _control.SocketOf(parsed) ?? ControlSocketSetting.Read(parsed.GetValue(_config)!) ?? DefaultControlSocket;
        try
        {
            var (status, body, unreached) = await ControlClient.SendAsync(path, verb, request);
            var report = ControlReport.Of(verb, request, status, body).WithUnreached(verb, unreached);
            if (!_control.IsJson(parsed))
                return Report(report, report.Output, output, errors);

            // The body of any other status is the problems.
            var isAnswered = status == (int)HttpStatusCode.OK;
            return Report(isAnswered ? report : report with { Errors = [] }, Encoding.UTF8.GetString(body), output, errors);
        }
        catch (JsonException)
        {
            errors.Write($"no server answers at {path}: another program listens there");
            return ExitCode.Failed;
        }
        catch (NoServerException exception)
        {
            errors.Write(exception.Message);
            return ExitCode.Failed;
        }
    }

    private IEnumerable<string> ProblemsOf(ParseResult parsed)
    {
        var hint = _control.VerbOf(parsed) is null ? HintOfVerb(parsed) : _control.HintOf(parsed);
        return hint is null ? parsed.Errors.Select(error => error.Message) : [hint];
    }

    /// <summary>One line about a word that is no verb, instead of one for each word behind it; null if there is none.</summary>
    private string? HintOfVerb(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var word, ..] || word.StartsWith('-'))
            return null;

        string[] verbs = [.. _control.All.Select(command => command.Name)];
        var known = SimilarKeys.Find(word, verbs) is { } similar
            ? $"did you mean {similar}? See --help"
            : $"the commands are {string.Join(", ", verbs)}; see --help";
        return $"{word} is no command: {known}";
    }

    private IEnumerable<string> UsageOf(ParseResult parsed) => _control.UsageOf(parsed) is { } usage ? [usage] : [];

    /// <summary>The options that were given and have no effect on a verb.</summary>
    private IEnumerable<string> OptionsOfServer(ParseResult parsed) =>
        from option in _root.Options
        where !option.Recursive && parsed.GetResult(option) is { Implicit: false }
        select option.Name;

    private static int Report(ControlReport report, string text, StandardStream output, ErrorOutput errors)
    {
        Print(output, text);
        foreach (var error in report.Errors)
            errors.Write(error);
        return report.Result switch
        {
            ControlResult.Done => ExitCode.Done,
            ControlResult.Failed => ExitCode.Failed,
            _ => ExitCode.InvalidConfiguration,
        };
    }

    private static string HelpOrVersion(ParseResult parsed)
    {
        using var text = new StringWriter();
        parsed.Invoke(new InvocationConfiguration { Output = text, Error = text, EnableDefaultExceptionHandler = false });
        return text.ToString();
    }

    private static int Print(StandardStream output, string text)
    {
        try
        {
            output.Writer.Write(text);
            return ExitCode.Done;
        }
        catch (IOException exception)
        {
            throw new IOException($"cannot write to standard output: {exception.Message}");
        }
    }

    private ConfigurationSource Source(ParseResult parsed)
    {
        var values = parsed.GetValue(_set)!.Select(Split).ToList();
        if (parsed.GetValue(_host) is { } host)
            values.Add(new ConfigurationOverride("listen.host", host, "--host"));
        if (parsed.GetValue(_port) is { } port)
            values.Add(new ConfigurationOverride("listen.port", port, "--port"));
        return new ConfigurationSource(parsed.GetValue(_config)!, values);
    }

    private static ConfigurationOverride Split(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new ConfigurationOverride(assignment[..equals].Trim(), assignment[(equals + 1)..].Trim(), "--set")
            : throw new ConfigurationException([$"--set {assignment} must be KEY=VALUE"]);
    }
}
