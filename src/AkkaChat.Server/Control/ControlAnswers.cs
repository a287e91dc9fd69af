using System.Text.Json.Serialization;

namespace AkkaChat.Server.Control;

/// <summary>The bodies of the answers of the control socket. Their names are public: programs read them.</summary>
internal static class ControlAnswers
{
    /// <summary>Of <c>who</c>, in a list.</summary>
    /// <param name="Door">Its tag, such as <c>tls</c>.</param>
    /// <param name="Since">UTC.</param>
    /// <param name="IdleSeconds">Since its last message, or since it connected.</param>
    /// <param name="Node">Of a cluster, such as <c>chat2.example.org:9200</c>; the ID is that of this node. Left out by a single server.</param>
    public sealed record Member(
        long Id,
        string Name,
        string Address,
        string Door,
        DateTime Since,
        long LinesIn,
        long LinesOut,
        long PendingBytes,
        long IdleSeconds,
        bool Muted,
        string? Node = null);

    /// <summary>A member that is meant, in a list: what one node of a cluster answers to another.</summary>
    /// <param name="Network">Null if it does not count for any address.</param>
    public sealed record Found(string Name, string? Network);

    /// <summary>Of <c>kick</c>, <c>mute</c>, <c>unmute</c> and <c>unban</c>.</summary>
    /// <param name="Affected">Members; of the last two, mutes or bans that were ended.</param>
    /// <param name="Longer">How many names and networks had a longer ban, or how many members a longer mute, which stays; left out if none had.</param>
    /// <param name="Others">Of <c>mute</c>: further members that it concerns, since they have the same name or address; left out if none.</param>
    /// <param name="Holds">
    /// Bans or mutes that hold now for those it concerns: of <c>kick</c> for a time those of their names and addresses, of <c>unmute</c> and
    /// <c>unban</c> those that are left. Null if there are none.
    /// </param>
    public sealed record Matched(
        int Affected,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Longer = 0,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Others = 0,
        IReadOnlyList<Imposed>? Holds = null);

    /// <summary>Of <c>ban</c>.</summary>
    /// <param name="Affected">Clients that were disconnected.</param>
    /// <param name="Configuration">The line of a configuration file that makes it permanent; null if it is for some time.</param>
    /// <param name="Longer">1 if there was a longer ban of it, which stays; otherwise left out.</param>
    public sealed record Banned(
        string Network,
        int Affected,
        string? Configuration,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Longer = 0);

    /// <summary>Of <c>bans</c>, in a list: what an operator has imposed.</summary>
    /// <param name="Kind"><c>ban</c> or <c>mute</c>; beside bans that are left also <c>denied</c>, a network that the configuration refuses.</param>
    /// <param name="Name">Null if it holds for a network only.</param>
    /// <param name="Network">Null if it holds for a name only.</param>
    /// <param name="SecondsLeft">Rounded up; null if it has no end.</param>
    public sealed record Imposed(
        string Kind,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Name,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Network,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? SecondsLeft,
        string Reason);

    /// <summary>Of <c>say</c>.</summary>
    public sealed record Said(string Text);

    /// <summary>Of <c>stats</c>.</summary>
    /// <param name="Connections">Open, with or without a username.</param>
    /// <param name="Members">Of the room.</param>
    /// <param name="Congested">Members whose send queue is above the high watermark.</param>
    /// <param name="PendingBytes">In all send queues.</param>
    /// <param name="LinesIn">Messages received, also from clients that have left; so are the following totals.</param>
    public sealed record Stats(
        string Version,
        long UptimeSeconds,
        int Connections,
        int Members,
        int Congested,
        long PendingBytes,
        long LinesIn,
        long LinesOut,
        long BytesIn,
        long BytesOut);

    /// <summary>Of <c>reload</c>.</summary>
    /// <param name="Changed">Keys whose change takes effect.</param>
    /// <param name="NeedsRestart">Keys that have changed in the files only.</param>
    public sealed record Reloaded(IReadOnlyList<string> Changed, IReadOnlyList<string> NeedsRestart);

    /// <summary>Of every verb that was not done.</summary>
    public sealed record Refused(IReadOnlyList<string> Problems);
}
