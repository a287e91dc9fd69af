using Akka.TestKit;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AkkaChat.Tests.Cluster;

public sealed class NodeCertificateActorTests : ActorTest
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly TestProbe _events;

    public NodeCertificateActorTests()
    {
        _events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
    }

    [Fact]
    public void Two_weeks_before_the_end_and_beyond_there_is_a_warning_each_day()
    {
        var certificate = ClusterCertificates.ForeignAuthority;
        _clock.SetUtcNow(new DateTimeOffset(certificate.NotAfter) - (15 * Day));
        var actor = Sys.ActorOf(Akka.Actor.Props.Create<NodeCertificateActor>(certificate, _clock));
        ExpectNothingFrom(actor, _events);

        for (var days = 14; days >= -1; days--)
        {
            Pass(days == 14 ? Day + TimeSpan.FromSeconds(1) : Day);
            var expires = _events.ExpectMsg<ChatEvents.CertificateExpires>();
            Assert.Equal(certificate.Subject, expires.Subject);
            Assert.Equal(days, expires.Left.TotalDays, tolerance: 0.001);
        }
    }

    private void Pass(TimeSpan time)
    {
        _clock.Advance(time);
        Advance(time);
    }
}
