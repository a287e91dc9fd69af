using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Net;
using AkkaChat.TerminalClient.Session;

namespace AkkaChat.TerminalClient;

/// <summary>Parses the command line.</summary>
internal static class ClientCommandLine
{
    private static readonly Option<bool> Tls = new("--tls") { Description = "Connect with TLS, and verify the certificate." };

    private static readonly Option<string?> Ca = new("--ca")
    {
        Description = "With TLS: trust the certificates in this PEM file, instead of the system's.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Insecure = new("--insecure")
    {
        Description = "With TLS: do not verify the certificate. An attacker in the network can then read and change everything.",
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "Your username. In a terminal it is asked for, if it is not given.",
        HelpName = "NAME",
    };

    private static readonly Argument<string> Server = new("HOST[:PORT]")
    {
        Description = $"The server. The port is {ClientOptions.DefaultPort}, or {ClientOptions.DefaultTlsPort} with --tls, if it is not given.",
    };

    private static readonly RootCommand Root = new(
        "The terminal client of AkkaChat. In a pipe every line of the input is a message, and what comes back goes to the output. "
        + "The password of a room is read from AKKACHAT_PASSWORD.")
    {
        Tls, Ca, Insecure, Name, Server,
    };

    /// <returns>Null if help or the version was asked for, which is printed then.</returns>
    /// <exception cref="UsageException">Something is wrong.</exception>
    public static ClientOptions? Parse(string[] args)
    {
        // Without response files and without bundles of options: what begins with @ or -h is a name.
        var parsed = Root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is not (null or ParseErrorAction))
        {
            parsed.Invoke();
            return null;
        }

        if (parsed.Errors is [var error, ..])
            throw new UsageException(error.Message);
        var isTls = parsed.GetValue(Tls);
        var (host, port) = Split(parsed.GetValue(Server)!);
        var options = new ClientOptions(
            host, port ?? (isTls ? ClientOptions.DefaultTlsPort : ClientOptions.DefaultPort),
            isTls, parsed.GetValue(Ca), parsed.GetValue(Insecure), parsed.GetValue(Name));
        Check(options);
        return options;
    }

    private static void Check(ClientOptions options)
    {
        if (!options.IsTls && (options.CaFile is not null || options.IsInsecure))
            throw new UsageException("--ca and --insecure have no effect without --tls");
        if (options.CaFile is not null && options.IsInsecure)
            throw new UsageException("--ca and --insecure do not go together: one asks for verification, the other for none");
        if (options.Name is { } name && MemberName.ProblemOf(name) is { } problem)
            throw new UsageException($"--name: {problem}");
    }

    /// <summary>An IPv6 address with a port needs brackets; without one it may have them.</summary>
    private static (string Host, int? Port) Split(string server)
    {
        if (IPAddress.TryParse(server, out var address) && !server.EndsWith(']'))
            return (address.ToString(), null);
        var colon = server.EndsWith(']') ? -1 : server.LastIndexOf(':');
        var host = (colon < 0 ? server : server[..colon]).TrimStart('[').TrimEnd(']');
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            throw new UsageException($"{server} must be HOST or HOST:PORT");
        if (colon < 0)
            return (host, null);
        return int.TryParse(server[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? (host, port)
            : throw new UsageException($"{server}: the port must be a number from 1 to 65535");
    }
}
