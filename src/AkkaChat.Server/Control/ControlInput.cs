using System.Net;
using System.Text;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Control;

/// <summary>
/// Reads the values of a request, and collects what is wrong with them. Read by the command line before it asks, and by the server,
/// which knows its own limits.
/// </summary>
/// <param name="elsewhere">Members of other nodes of a cluster that are meant too; null for none.</param>
internal sealed class ControlInput(ControlRequest request, ControlLimits limits, IReadOnlyList<MemberKey>? elsewhere = null)
{
    private const int MaxReasonBytes = 256;

    private static readonly SettingFormat<TimeSpan> Time =
        SettingFormats.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));

    /// <summary>The format's own text has examples of times in milliseconds, which are none here.</summary>
    private const string AllowedTime = "a time from 1s to 365d with its unit, such as 10m, 1h or 2d";

    private readonly List<string> _problems = [];

    /// <summary>One line each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Members, by their ID, name or address.</summary>
    public OperatorTarget Target() => OwnTarget() with { Elsewhere = elsewhere ?? [] };

    private OperatorTarget OwnTarget()
    {
        if (request.Target is null == request.Address is null)
        {
            _problems.Add("either a name, --address or #ID is needed; for a shell # begins a comment, unless it is in quotes");
            return new OperatorTarget();
        }

        if (request.Target is not { } target)
            return new OperatorTarget(Address: Network());
        // Without a cluster what names a node is a name, which no member can have.
        if (MemberId.TryParse(target) is { } id && (id.Node is null || limits.Node is not null))
            return IsHere(id) ? new OperatorTarget(Id: id.Number) : OperatorTarget.Nobody;
        var name = UsernameCharacters.Normalize(target);
        if (name.Length == 0)
            _problems.Add("the name must not be empty");
        return new OperatorTarget(Name: name);
    }

    private bool IsHere(MemberId id) => id.Node is null || id.Node.Equals(limits.Node, StringComparison.OrdinalIgnoreCase);

    /// <summary>A name may read as an address: then both are meant.</summary>
    public OperatorMessages.Unban Unban()
    {
        var text = request.Target ?? request.Address ?? "";
        var name = UsernameCharacters.Normalize(text);
        if (name.Length == 0)
            _problems.Add("a name, an address or a network is needed");
        try
        {
            return new OperatorMessages.Unban(name, OperatorNetwork.Parse(text));
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return new OperatorMessages.Unban(name, null);
        }
    }

    public IPNetwork Network()
    {
        try
        {
            return OperatorNetwork.Parse(request.Address ?? "");
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            _problems.Add(
                $"{request.Address} must be an IP address, or a network such as 203.0.113.0/24 with nothing but zeros behind its prefix");
            return default;
        }
    }

    /// <summary>Without force none that would probably be a mistake.</summary>
    public IPNetwork NetworkToBan()
    {
        var network = Network();
        if (_problems.Count > 0 || request.Force)
            return network;

        if (OperatorNetwork.IsTooLarge(network))
            _problems.Add($"{network} is a large part of all addresses; --force bans it all the same");
        foreach (var proxy in limits.TrustedProxies.Networks.Where(proxy => proxy.Overlaps(network)))
            _problems.Add($"{network} concerns {proxy}, a trusted proxy (proxy-protocol.trusted); --force bans it all the same");
        return network;
    }

    /// <summary>Null if there is none.</summary>
    public TimeSpan? For()
    {
        if (request.For is null)
            return null;

        try
        {
            return Time.Parse(request.For);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            _problems.Add($"--for {request.For} must be {AllowedTime}");
            return null;
        }
    }

    /// <summary>Empty if there is none. Shown by clients, by the command line and in the log.</summary>
    public string Reason()
    {
        var reason = request.Reason?.Trim() ?? "";
        if (!reason.EnumerateRunes().All(SingleLine.IsPlain) || Encoding.UTF8.GetByteCount(reason) > MaxReasonBytes)
            _problems.Add($"--reason must be one line of at most {MaxReasonBytes} bytes, without control and invisible characters");
        return reason;
    }

    /// <summary>A message, as safe as those of clients.</summary>
    public string Text()
    {
        var text = request.Text ?? "";
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.IsEmpty || bytes.Length > limits.MaxTextBytes || !MessageText.Sanitize(bytes).SequenceEqual(bytes))
            _problems.Add($"the text must be one line of 1 to {limits.MaxTextBytes} bytes, without control characters");
        return text;
    }
}
