using System.Net;

namespace AkkaChat.Server.Connections;

/// <summary>Whom an operator means; one of the three is set.</summary>
/// <param name="Id">Of one connection.</param>
/// <param name="Name">Of all that bear it, in whatever case.</param>
/// <param name="Address">Of all that come from there.</param>
internal sealed record OperatorTarget(long? Id = null, string? Name = null, IPNetwork? Address = null)
{
    /// <summary>No connection has this number.</summary>
    public static readonly OperatorTarget Nobody = new(Id: 0);

    /// <summary>
    /// Members of other nodes of a cluster that are meant too: what is imposed on them holds here for those of their names and addresses.
    /// </summary>
    public IReadOnlyList<MemberKey> Elsewhere { get; init; } = [];
}
