using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AkkaChat.Tests.Transports;

/// <summary>Renewal of the certificate, and warnings of its expiry, in virtual time.</summary>
public sealed class TlsCertificateActorTests : ActorTest
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly TestProbe _events;
    private readonly PemFiles _files;
    private TlsCertificateStore _store = null!;
    private IActorRef _actor = ActorRefs.Nobody;

    public TlsCertificateActorTests()
    {
        _events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
        _files = new PemFiles(_folder.PathOf("chain.pem"), _folder.PathOf("key.pem"), "");
    }

    private string Current => _store.Current.Context.TargetCertificate.SerialNumber;

    [Fact]
    public async Task Changed_files_are_taken_after_a_minute()
    {
        await StartAsync(TestCertificate.Issue());
        for (var i = 0; i < 2; i++)
        {
            var renewed = TestCertificate.Issue();
            renewed.Write(_folder);

            Read();

            Assert.Equal($"CN={TestCertificate.Host}", _events.ExpectMsg<ChatEvents.CertificateRenewed>().Subject);
            Assert.Equal(renewed.SerialNumber, Current);
        }
    }

    [Fact]
    public async Task A_link_to_other_files_is_followed()
    {
        var (old, renewed) = (TestCertificate.Issue(), TestCertificate.Issue());
        LinkTo("old", old);
        await StartAsync(certificate: null);

        LinkTo("new", renewed);
        Read();

        _events.ExpectMsg<ChatEvents.CertificateRenewed>();
        Assert.Equal(renewed.SerialNumber, Current);
    }

    [Fact]
    public async Task Unchanged_files_are_no_event()
    {
        await StartAsync(TestCertificate.Issue());

        _actor.Tell(new TlsCertificateActor.Use(_files, await TlsCertificate.LoadAsync(_files)));

        ExpectNothingFrom(_actor, _events);
    }

    [Fact]
    public async Task Other_files_are_taken_at_once_and_read_from_then_on()
    {
        await StartAsync(TestCertificate.Issue());
        var (other, renewed) = (TestCertificate.Issue(), TestCertificate.Issue());
        var files = new PemFiles(_folder.Write(other.Chain + other.Key), "", "");

        _actor.Tell(new TlsCertificateActor.Use(files, await TlsCertificate.LoadAsync(files)));
        _events.ExpectMsg<ChatEvents.CertificateRenewed>();
        Assert.Equal(other.SerialNumber, Current);

        TestCertificate.Issue().Write(_folder);
        File.WriteAllText(files.Certificate, renewed.Chain + renewed.Key);
        Read();
        _events.ExpectMsg<ChatEvents.CertificateRenewed>();
        Assert.Equal(renewed.SerialNumber, Current);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("the key does not fit yet")]
    public async Task Files_of_no_use_change_nothing_are_reported_once_and_tried_again(string problem)
    {
        var (old, renewed) = (TestCertificate.Issue(), TestCertificate.Issue());
        await StartAsync(old);
        File.WriteAllText(_files.Certificate, problem == "garbage" ? problem : renewed.Chain);

        Read();
        var reason = _events.ExpectMsg<ChatEvents.CertificateUnusable>().Reason;
        Assert.StartsWith(_files.Certificate, reason, StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
            Read();
        Assert.Equal(old.SerialNumber, Current);
        ExpectNothingFrom(_actor, _events);

        renewed.Write(_folder);
        // The files may still be read for the last time before.
        await Eventually.TrueAsync(
            () =>
            {
                Read();
                return Current == renewed.SerialNumber;
            },
            "the renewed certificate is taken");
        _events.FishForMessage(message => message is ChatEvents.CertificateRenewed);
    }

    [Fact]
    public async Task Its_expiry_is_announced_once_a_day_for_the_last_14_days_and_after_a_renewal_that_is_too_short()
    {
        await StartAsync(TestCertificate.Issue(end: _clock.GetUtcNow() + (16.5 * Day)));
        for (var left = 15.5; left > -2; left--)
        {
            Pass(Day);
            if (left < 14)
                AssertDays(left);
            ExpectNothingFrom(_actor, _events);
        }

        TestCertificate.Issue(end: _clock.GetUtcNow() + (3.5 * Day)).Write(_folder);
        Read();
        _events.FishForMessage(message => message is ChatEvents.CertificateRenewed);
        AssertDays(3.5);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private async Task StartAsync(TestCertificate? certificate)
    {
        certificate?.Write(_folder);
        _store = new TlsCertificateStore(await TlsCertificate.LoadAsync(_files));
        _actor = Sys.ActorOf(Props.Create(() => new TlsCertificateActor(() => _files, _store, _clock)));
        // The first check of the expiry is due at once.
        ExpectNothingFrom(_actor, _events);
        Advance(TimeSpan.Zero);
        ExpectNothingFrom(_actor, _events);
    }

    private void Read() => Advance(TlsCertificateActor.Interval);

    private void Pass(TimeSpan time)
    {
        _clock.Advance(time);
        Advance(time);
    }

    private void AssertDays(double days)
    {
        var expires = _events.ExpectMsg<ChatEvents.CertificateExpires>();
        Assert.Equal($"CN={TestCertificate.Host}", expires.Subject);
        Assert.Equal(days, expires.Left.TotalDays, tolerance: 0.001);
    }

    private void LinkTo(string name, TestCertificate certificate)
    {
        foreach (var (file, text) in new[] { ("chain.pem", certificate.Chain), ("key.pem", certificate.Key) })
        {
            File.WriteAllText(_folder.PathOf($"{name}-{file}"), text);
            File.Delete(_folder.PathOf(file));
            File.CreateSymbolicLink(_folder.PathOf(file), $"{name}-{file}");
        }
    }
}
