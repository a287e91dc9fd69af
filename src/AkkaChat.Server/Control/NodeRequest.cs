namespace AkkaChat.Server.Control;

/// <summary>A request as the node that an operator has asked passes it on to all nodes of the cluster, itself included.</summary>
/// <param name="Request">An ID in it names its node.</param>
/// <param name="Uid">Of the user who gave the command; null if that is not known.</param>
/// <param name="Elsewhere">Members of nodes other than the receiver that are meant.</param>
internal sealed record NodeRequest(ControlRequest Request, uint? Uid, IReadOnlyList<ControlAnswers.Found> Elsewhere);
