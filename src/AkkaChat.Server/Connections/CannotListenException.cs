namespace AkkaChat.Server.Connections;

/// <summary>A configured door cannot be opened, at one address at least.</summary>
/// <param name="name">The address or path.</param>
internal sealed class CannotListenException(string name, string reason) : Exception($"cannot listen on {name}: {reason}")
{
    public string Name { get; } = name;

    public string Reason { get; } = reason;
}
