using System.CommandLine;
using System.CommandLine.Help;

namespace AkkaChat.Server.Control;

/// <summary>The verbs of the command line that ask a running server.</summary>
internal sealed class ControlCommands
{
    private readonly Option<string?> _socket = new("--socket")
    {
        Description =
            "The control socket of the server. Without it: control.socket of the files of --config, or else /run/akkachat/control.sock.",
        HelpName = "PATH",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the answer of the server as JSON." };

    private readonly Option<string?> _address = new("--address")
    {
        Description = "All members from an IP address or network; an IPv6 address stands for its /64.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _for = new("--for")
    {
        Description = "For how long, for example 10m, 1h or 2d.",
        HelpName = "TIME",
    };

    private readonly Option<string?> _reason = new("--reason") { Description = "A line for those who are concerned.", HelpName = "TEXT" };

    private readonly Option<bool> _force = new("--force") { Description = "Also ban a large part of all addresses, or a trusted proxy." };

    private readonly Argument<string?> _target = new("TARGET")
    {
        Description = "The ID of a member, such as #17, or a name: all who bear it.",
        HelpName = "#ID|NAME",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string?> _network = new("NETWORK")
    {
        Description = "An IP address, or a network such as 203.0.113.0/24; an IPv6 address stands for its /64.",
        HelpName = "ADDRESS|NETWORK",
    };

    private readonly Argument<string?> _banned = new("BANNED")
    {
        Description = "A name, an address or a network, as the list of bans has it.",
        HelpName = "NAME|ADDRESS|NETWORK",
    };

    private readonly Argument<string?> _text = new("TEXT") { Description = "One line.", HelpName = "TEXT" };

    private readonly Dictionary<Command, ControlVerb> _verbs = [];

    public ControlCommands()
    {
        Add(ControlVerb.Who, "List the members.");
        Add(
            ControlVerb.Kick,
            "Disconnect members; with --for, their names and addresses are refused for that time.",
            _target,
            _address,
            _for,
            _reason);
        Add(
            ControlVerb.Ban,
            "Disconnect and refuse all clients from an address or network, until the server ends or for a time.",
            _network,
            _for,
            _reason,
            _force);
        Add(ControlVerb.Unban, "End the bans of a name, an address or a network.", _banned);
        Add(ControlVerb.Bans, "List the bans and mutes that were imposed since the start of the server, and the time that is left.");
        Add(
            ControlVerb.Mute,
            "Send no messages of members any more, nor of those with their names or addresses.",
            _target,
            _address,
            _for,
            _reason);
        Add(ControlVerb.Unmute, "End the mutes that were imposed on a name or an address, also of members that have left.", _target, _address);
        Add(ControlVerb.Say, "Send a line by the server's name to all members.", _text);
        Add(ControlVerb.Stats, "Print figures of the room.");
        Add(ControlVerb.Reload, "Read the configuration files again.");
    }

    public IEnumerable<Command> All => _verbs.Keys;

    /// <summary>The verb that was entered; null if there is none.</summary>
    public ControlVerb? VerbOf(ParseResult parsed) => _verbs.GetValueOrDefault(parsed.CommandResult.Command);

    public ControlRequest RequestOf(ParseResult parsed) => new(
        parsed.GetValue(_target) ?? parsed.GetValue(_banned),
        parsed.GetValue(_address) ?? parsed.GetValue(_network),
        parsed.GetValue(_for),
        parsed.GetValue(_reason),
        parsed.GetValue(_text),
        parsed.GetValue(_force));

    /// <summary>The usage of the verb that was entered, one line; null if there is none.</summary>
    public string? UsageOf(ParseResult parsed)
    {
        if (VerbOf(parsed) is not { } verb)
            return null;

        var command = parsed.CommandResult.Command;
        var arguments = command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues > 0 ? argument.HelpName : $"[{argument.HelpName}]");
        var options = command.Options.Concat(parsed.RootCommandResult.Command.Options.Where(option => option.Recursive))
            .Where(option => option is not HelpOption)
            .Select(option => option.HelpName is { } value ? $"[{option.Name} {value}]" : $"[{option.Name}]");
        return $"usage: {string.Join(' ', [verb.Name, .. arguments, .. options])}";
    }

    /// <summary>One line about words that are too many, if quotes would make them one with the word before; null otherwise.</summary>
    public string? HintOf(ParseResult parsed)
    {
        var extra = parsed.UnmatchedTokens;
        if (extra.Count == 0 || extra.Any(token => token.StartsWith('-')) || VerbOf(parsed) is not { } verb)
            return null;

        var words = parsed.CommandResult.Command.Arguments.Where(argument => argument != _network)
            .SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? []).Select(token => token.Value).ToList();
        return words.Count == 0
            ? null
            : $"'{string.Join(' ', extra)}' is too much; what has spaces is in quotes: {verb.Name} \"{string.Join(' ', words.Concat(extra))}\"";
    }

    public string? SocketOf(ParseResult parsed) => parsed.GetValue(_socket);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    private void Add(ControlVerb verb, string description, params Symbol[] symbols)
    {
        var command = new Command(verb.Name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }

        command.Options.Add(_socket);
        command.Options.Add(_json);
        _verbs.Add(command, verb);
    }
}
