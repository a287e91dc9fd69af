using System.Net;

namespace AkkaChat.Server.Connections;

/// <summary>The messages between the listener of a door and the host.</summary>
internal static class ListenerMessages
{
    /// <summary>Begins to accept clients; answered by <see cref="Listening"/> or <see cref="ListenFailed"/>.</summary>
    public sealed record Listen { public static readonly Listen Instance = new(); }

    /// <summary>The door is open; a port at every address of the host, but for those that the machine lacks.</summary>
    /// <param name="Endpoint">The first one, with the real port if the configured one is 0.</param>
    public sealed record Listening(EndPoint Endpoint);

    /// <summary>The door could not be opened.</summary>
    /// <param name="Name">The address or path.</param>
    public sealed record ListenFailed(string Name, string Reason);

    /// <summary>
    /// Closes the door, upon which connections that are left may be reset; answered by <see cref="Unbound"/>.
    /// </summary>
    public sealed record Unbind { public static readonly Unbind Instance = new(); }

    /// <summary>The door is closed.</summary>
    public sealed record Unbound { public static readonly Unbound Instance = new(); }

    /// <summary>Answered by <see cref="State"/>.</summary>
    public sealed record GetState { public static readonly GetState Instance = new(); }

    /// <param name="Endpoint">The first one at which the door is open; null if there is none.</param>
    public sealed record State(EndPoint? Endpoint);
}
