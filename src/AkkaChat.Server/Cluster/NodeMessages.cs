namespace AkkaChat.Server.Cluster;

/// <summary>The messages between the nodes about the commands of an operator. All are immutable.</summary>
internal static class NodeMessages
{
    /// <summary>Base of all, for their serializer.</summary>
    public interface INodeMessage;

    /// <summary>A command that concerns all nodes. Answered by <see cref="Answer"/>.</summary>
    /// <param name="Verb">Its name.</param>
    /// <param name="IsPreview">The receiver answers whether its settings allow the command and whom it would concern, and changes nothing.</param>
    /// <param name="Request">JSON of a <see cref="Control.NodeRequest"/>.</param>
    public sealed record Command(string Verb, bool IsPreview, byte[] Request) : INodeMessage;

    /// <param name="Status">Of HTTP.</param>
    /// <param name="Body">JSON of one of the <see cref="Control.ControlAnswers"/>.</param>
    public sealed record Answer(int Status, byte[] Body) : INodeMessage;
}
