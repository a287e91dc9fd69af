using Akka.Actor;
using Akka.Event;

namespace AkkaChat.Server.Transports;

/// <summary>The messages by which a TransportActor learns that an operation of its <see cref="ITransport"/> has ended.</summary>
internal static class TransportOutcome
{
    /// <summary>Tells the result of an operation, or <see cref="Failed"/>.</summary>
    public static async Task TellAsync<T>(ValueTask<T> operation, IActorRef actor)
    {
        try
        {
            actor.Tell(await operation);
        }
        catch (Exception exception)
        {
            actor.Tell(new Failed(exception.Message));
        }
    }

    /// <summary>Tells that an operation has completed, or <see cref="Failed"/>.</summary>
    public static async Task TellAsync(ValueTask operation, object completed, IActorRef actor)
    {
        try
        {
            await operation;
            actor.Tell(completed);
        }
        catch (Exception exception)
        {
            actor.Tell(new Failed(exception.Message));
        }
    }

    /// <summary>The operation in progress failed.</summary>
    public sealed record Failed(string Reason) : IDeadLetterSuppression;

    public sealed class HandshakeCompleted : IDeadLetterSuppression { public static readonly HandshakeCompleted Instance = new(); }

    public sealed class Written : IDeadLetterSuppression { public static readonly Written Instance = new(); }

    public sealed class ShutDown : IDeadLetterSuppression { public static readonly ShutDown Instance = new(); }
}
