using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace AkkaChat.Tests.Support;

/// <summary>A test with its own actor system, whose scheduler only moves by <see cref="Advance"/>.</summary>
public abstract class ActorTest() : TestKit("""
    akka.loglevel = INFO
    akka.stdout-loglevel = OFF
    akka.scheduler.implementation = "AkkaChat.Tests.Support.VirtualScheduler, AkkaChat.Tests"
    akka.test.single-expect-default = 10s
    """)
{
    protected VirtualScheduler Scheduler => (VirtualScheduler)Sys.Scheduler;

    protected void Advance(TimeSpan time) => Scheduler.Advance(time);

    /// <summary>Queues all messages before <paramref name="actor"/> handles the first of them.</summary>
    protected static void InOneBurst(IActorRef actor, Action tell)
    {
        ((IInternalActorRef)actor).Suspend();
        tell();
        ((IInternalActorRef)actor).Resume();
    }

    /// <summary>
    /// Checks that the probe has no message left, without waiting: the answer to an identity request comes behind all
    /// that the actor has sent, and must be the next message.
    /// </summary>
    protected static void ExpectNothingFrom(IActorRef actor, TestProbe probe)
    {
        actor.Tell(new Identify("nothing before this"), probe.Ref);
        probe.ExpectMsg<ActorIdentity>(identity => Assert.Equal("nothing before this", identity.MessageId));
    }
}
