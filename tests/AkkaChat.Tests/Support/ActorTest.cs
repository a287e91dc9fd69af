using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace AkkaChat.Tests.Support;

/// <summary>An actor system of its own, with a clock that only moves when the test says so.</summary>
public abstract class ActorTest() : TestKit("""
    akka.loglevel = INFO
    akka.stdout-loglevel = OFF
    akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
    akka.test.single-expect-default = 10s
    """)
{
    protected void Advance(TimeSpan time) => ((TestScheduler)Sys.Scheduler).Advance(time);

    /// <summary>All that is told in here is in the mailbox before <paramref name="actor"/> looks at any of it.</summary>
    protected static void InOneBurst(IActorRef actor, Action tell)
    {
        ((IInternalActorRef)actor).Suspend();
        tell();
        ((IInternalActorRef)actor).Resume();
    }

    /// <summary>
    /// Everything that <paramref name="actor"/> told <paramref name="probe"/> so far has arrived: it answers an
    /// identity request behind it. What comes next must be that answer.
    /// </summary>
    protected static void ExpectNothingFrom(IActorRef actor, TestProbe probe)
    {
        actor.Tell(new Identify("nothing before this"), probe.Ref);
        probe.ExpectMsg<ActorIdentity>(identity => Assert.Equal("nothing before this", identity.MessageId));
    }
}
