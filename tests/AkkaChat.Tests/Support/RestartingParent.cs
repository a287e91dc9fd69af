using Akka.Actor;

namespace AkkaChat.Tests.Support;

/// <summary>Starts one child, restarts it whatever it fails with (a Kill included), and answers any message with it.</summary>
internal sealed class RestartingParent(Props child) : UntypedActor
{
    private readonly IActorRef _child = Context.ActorOf(child);

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void OnReceive(object message) => Sender.Tell(_child);
}
