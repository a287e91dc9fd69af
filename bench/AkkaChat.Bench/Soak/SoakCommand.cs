using System.CommandLine;
using System.CommandLine.Parsing;
using AkkaChat.Bench.Server;

namespace AkkaChat.Bench.Soak;

/// <summary>The verb <c>soak</c>.</summary>
internal sealed class SoakCommand : Command
{
    private const string On = "on";
    private const string Off = "off";
    private const double MostMinutes = 10_000;
    private const int MostClients = 10_000;

    private readonly Option<double> _minutes = new("--minutes")
    {
        Description = "How long the clients come and go.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<int?> _seed = new("--seed")
    {
        Description = "Makes the clients choose the same again; a new one is taken and printed otherwise.",
        HelpName = "N",
    };

    private readonly Option<int> _clients = new("--clients")
    {
        Description = "How many random clients there are at a time.",
        HelpName = "N",
        DefaultValueFactory = _ => 60,
    };

    private readonly Option<int> _stuckReaders = new("--stuck-readers")
    {
        Description = "How many of them, at most, are such that never read.",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<string> _verifyText = new("--verify-text")
    {
        Description = "Whether every line must be UTF-8 without control characters.",
        DefaultValueFactory = _ => On,
    };

    private readonly Option<string?> _server = new("--server")
    {
        Description = "The command that starts the server, itself and not a wrapper, with {port} in it; "
            + "the default is to build and start the one of this repository.",
        HelpName = "COMMAND",
    };

    private readonly Option<string?> _connect = new("--connect")
    {
        Description = "A server on this machine that runs already and has no other clients; needs --pid.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<int?> _pid = new("--pid")
    {
        Description = "The process of that server.",
        HelpName = "N",
    };

    public SoakCommand()
        : base("soak", "Lets clients of all kinds come and go, and checks that nobody loses a line.")
    {
        Options.Add(_minutes);
        Options.Add(_seed);
        Options.Add(_clients);
        Options.Add(_stuckReaders);
        Options.Add(_verifyText.AcceptOnlyFromAmong(On, Off));
        Options.Add(_server);
        Options.Add(_connect);
        Options.Add(_pid);
        SetAction(parsed => Verb.RunAsync(
            Problems(parsed),
            cancellation => new SoakRun(Read(parsed), Console.Out).RunAsync(cancellation),
            // A run that has begun comes to its end, with a result.
            interrupted: "interrupted before it began"));
    }

    /// <summary>What can be parsed, but not be done.</summary>
    private IEnumerable<string> Problems(ParseResult parsed)
    {
        var server = parsed.GetValue(_server);
        var connect = parsed.GetValue(_connect);
        var pid = parsed.GetValue(_pid);
        if (parsed.GetValue(_minutes) is not (> 0 and <= MostMinutes))
            yield return $"--minutes must be more than 0 and at most {MostMinutes}";
        if (parsed.GetValue(_clients) is not (>= 0 and <= MostClients))
            yield return $"--clients must be 0 to {MostClients}";
        if (parsed.GetValue(_stuckReaders) < 0)
            yield return "--stuck-readers must not be negative";
        if (server is not null && !server.Contains(StartedServer.Port, StringComparison.Ordinal))
            yield return $"--server needs {StartedServer.Port} where the port is to be";
        if (server is not null && connect is not null)
            yield return "--server and --connect exclude each other";
        if (connect is null != pid is null)
            yield return "--connect and --pid belong together";
        if (connect is not null && !Loopback.TryParse(connect, out _))
            yield return $"--connect {connect} must be a loopback address and a port, such as 127.0.0.1:9000";
        if (pid is { } process && Vitals.Of(process) is null)
            yield return $"--pid {process} is no process that can be watched";
    }

    private SoakOptions Read(ParseResult parsed) => new(
        TimeSpan.FromMinutes(parsed.GetValue(_minutes)),
        parsed.GetValue(_seed) ?? Random.Shared.Next(),
        parsed.GetValue(_clients),
        parsed.GetValue(_stuckReaders),
        parsed.GetValue(_verifyText) == On,
        parsed.GetValue(_server) is { } command ? [.. CommandLineParser.SplitCommandLine(command)] : null,
        parsed.GetValue(_connect) is { } connect && Loopback.TryParse(connect, out var endpoint)
            ? (endpoint, parsed.GetValue(_pid)!.Value)
            : null);
}
