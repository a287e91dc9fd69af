using Akka.Actor;

namespace AkkaChat.Server.Transports;

/// <summary>
/// Parent of the TransportActors of a door; one that fails is stopped. They are no children of the listener, because a restart of
/// an actor restarts its children too, if it does not stop them: a failure of the listener would reset all connections.
/// </summary>
internal sealed class TransportSupervisorActor : UntypedActor
{
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Serve serve: Context.ActorOf(serve.Transport); break;
            default: Unhandled(message); break;
        }
    }

    /// <param name="Transport">The props of a TransportActor.</param>
    public sealed record Serve(Props Transport);
}
