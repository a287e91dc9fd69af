using System.Globalization;
using AkkaChat.Server.Connections;

namespace AkkaChat.Server.Control;

/// <summary>The ID of a member, as the list of members shows it.</summary>
/// <param name="Node">Of a cluster, such as <c>chat2.example.org:9200</c>; null for the one that is asked, and on a single server.</param>
internal sealed record MemberId(long Number, string? Node)
{
    /// <summary>Parses <c>#17</c> or <c>#17@chat2.example.org:9200</c>.</summary>
    /// <returns>Null if it is neither.</returns>
    public static MemberId? TryParse(string? text)
    {
        if (text is not ['#', .. var id])
            return null;

        var at = id.IndexOf('@', StringComparison.Ordinal);
        if (!long.TryParse(at < 0 ? id : id[..at], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;

        try
        {
            return new MemberId(number, at < 0 ? null : $"{HostPort.Parse(id[(at + 1)..])}");
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public override string ToString() => Node is null ? $"#{Number}" : $"#{Number}@{Node}";
}
