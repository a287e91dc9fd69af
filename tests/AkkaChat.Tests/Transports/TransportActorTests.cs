using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Transports;

/// <summary>The TransportActor between its transport and the handler, which probes stand for.</summary>
public sealed class TransportActorTests : ActorTest
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);
    private static readonly Client Alice = new(Door.Tls, IPAddress.Loopback, "alice");

    private readonly TaskCompletionSource<Client> _identified = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TestProbe _calls;
    private readonly TestProbe _admission;
    private readonly TestProbe _handler;
    private readonly FakeTransport _transport;
    private IActorRef _actor = ActorRefs.Nobody;

    public TransportActorTests()
    {
        _calls = CreateTestProbe("calls");
        _admission = CreateTestProbe("admission");
        _handler = CreateTestProbe("handler");
        _transport = new FakeTransport(_calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_client_is_offered_for_admission_once_it_is_identified_and_nothing_is_read(bool isImmediate)
    {
        Start(() => isImmediate ? new(Alice) : new(_identified.Task));
        if (!isImmediate)
        {
            ExpectNothingFrom(_actor, _admission);
            _identified.SetResult(Alice);
        }

        Assert.Equal(new ConnectionAccepted(Alice), _admission.ExpectMsg<ConnectionAccepted>());
        Assert.Equal(_actor, _admission.LastSender);
        ExpectNothingFrom(_actor, _calls);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("fails")]
    [InlineData("takes too long")]
    public void A_client_that_cannot_be_identified_is_reset_and_never_offered(string failure)
    {
        Start(() => failure == "throws" ? throw new IOException("gone") : new(_identified.Task));
        if (failure == "fails")
            _identified.SetException(new IOException("gone"));
        if (failure == "takes too long")
        {
            ExpectNothingFrom(_actor, _calls);
            Advance(TransportActor.StepTimeout);
        }

        ExpectEnd("abort");
        Assert.False(_admission.HasMessages);
    }

    [Theory]
    [InlineData("nothing", "abort")]
    [InlineData("Abort", "abort")]
    [InlineData("Close", "dispose")]
    [InlineData("ConfirmedClose", "dispose")]
    public void A_connection_that_is_not_registered_ends(string command, string end)
    {
        Offer();

        if (command == "nothing")
            Advance(TransportActor.StepTimeout);
        else
            Tell(CloseCommand(command));

        ExpectEnd(end);
    }

    [Fact]
    public void Commands_during_the_handshake_are_carried_out_after_it_in_their_order()
    {
        Register();
        Tell(Tcp.ResumeReading.Instance);
        Tell(Write("hello"));
        Tell(Tcp.ConfirmedClose.Instance);
        var handshake = ExpectCall("handshake");
        ExpectNothingFrom(_actor, _calls);

        handshake.Complete();

        ExpectCall("read");
        ExpectCall("write hello").Complete();
        _handler.ExpectMsg<Ack>();
        ExpectCall("shutdown");
    }

    [Theory]
    [InlineData("fails")]
    [InlineData("takes too long")]
    [InlineData("is aborted")]
    [InlineData("loses its handler")]
    public void A_handshake_that_does_not_complete_resets_the_connection(string failure)
    {
        Register();
        Tell(Tcp.ResumeReading.Instance);
        var handshake = ExpectCall("handshake");
        switch (failure)
        {
            case "fails": handshake.Fail("bad record"); break;
            case "takes too long": Advance(HandshakeTimeout); break;
            case "is aborted": Tell(Tcp.Abort.Instance); break;
            default: Sys.Stop(_handler); break;
        }

        if (failure == "is aborted")
            _handler.ExpectMsg<Tcp.Aborted>();
        else if (failure != "loses its handler")
            Assert.Equal(failure == "fails" ? "bad record" : "handshake timeout", _handler.ExpectMsg<Tcp.ErrorClosed>().Cause);
        ExpectEnd("abort");
    }

    [Fact]
    public void A_handshake_has_its_own_time_and_an_open_connection_none()
    {
        Register();
        var handshake = ExpectCall("handshake");
        Advance(HandshakeTimeout - TimeSpan.FromSeconds(1));
        ExpectNothingFrom(_actor, _calls);
        handshake.Complete();
        Tell(Tcp.ResumeReading.Instance);
        ExpectCall("read");

        Advance(TimeSpan.FromDays(1));

        ExpectNothingFrom(_actor, _calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_request_is_answered_by_one_read_and_after_the_end_there_are_none(bool isImmediate)
    {
        Open();
        foreach (var bytes in (string[])["one", "two", ""])
        {
            _transport.Immediate = isImmediate ? ByteString.FromString(bytes) : null;
            Tell(Tcp.ResumeReading.Instance);
            var read = ExpectCall("read");
            if (!isImmediate)
            {
                Tell(Tcp.ResumeReading.Instance);
                ExpectNothingFrom(_actor, _calls);
                read.Complete(bytes);
            }

            if (bytes.Length > 0)
                Assert.Equal(bytes, _handler.ExpectMsg<Tcp.Received>().Data.ToString());
            else
                _handler.ExpectMsg<Tcp.PeerClosed>();
            ExpectNothingFrom(_actor, _calls);
        }

        Tell(Tcp.ResumeReading.Instance);
        ExpectNothingFrom(_actor, _calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_write_is_acknowledged_when_it_is_complete_and_the_next_one_may_follow(bool isImmediate)
    {
        Open();
        _transport.Immediate = isImmediate ? ByteString.Empty : null;
        foreach (var text in (string[])["one", "two"])
        {
            Tell(Write(text));
            var write = ExpectCall($"write {text}");
            if (!isImmediate)
            {
                ExpectNothingFrom(_actor, _handler);
                write.Complete();
            }

            Assert.Equal(text, _handler.ExpectMsg<Ack>().Text);
        }
    }

    [Theory]
    [InlineData("read")]
    [InlineData("write hello")]
    [InlineData("shutdown")]
    public void An_operation_that_fails_resets_the_connection_with_its_reason(string operation)
    {
        Open();
        Tell(operation switch { "read" => Tcp.ResumeReading.Instance, "shutdown" => Tcp.Close.Instance, _ => Write("hello") });

        ExpectCall(operation).Fail("connection reset");

        Assert.Equal("connection reset", _handler.ExpectMsg<Tcp.ErrorClosed>().Cause);
        ExpectEnd("abort");
    }

    [Fact]
    public void Close_ends_the_connection_behind_the_write_in_progress_and_does_not_wait_for_the_client()
    {
        Open();
        Tell(Tcp.ResumeReading.Instance);
        ExpectCall("read");
        Tell(Write("hello"));
        var write = ExpectCall("write hello");
        Tell(Tcp.Close.Instance);
        ExpectNothingFrom(_actor, _calls);

        write.Complete();
        _handler.ExpectMsg<Ack>();
        ExpectCall("shutdown").Complete();

        _handler.ExpectMsg<Tcp.Closed>();
        ExpectEnd("dispose");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_reason_that_precedes_a_close_is_passed_on(bool isHandshaking)
    {
        if (isHandshaking)
            Register();
        else
            Open();
        var handshake = isHandshaking ? ExpectCall("handshake") : null;

        Tell(new CloseWith(CloseReason.Idle));
        Tell(Tcp.Close.Instance);
        handshake?.Complete();

        ExpectCall("shutdown Idle").Complete();
        ExpectEnd("dispose");
    }

    [Theory]
    [InlineData("after the shutdown")]
    [InlineData("before the shutdown has completed")]
    [InlineData("before the command")]
    public void ConfirmedClose_reads_on_until_the_client_has_ended_too(string end)
    {
        Open();
        Tell(Tcp.ResumeReading.Instance);
        ExpectCall("read").Complete("in flight");
        _handler.ExpectMsg<Tcp.Received>();
        Tell(Tcp.ResumeReading.Instance);
        var read = ExpectCall("read");
        if (end == "before the command")
        {
            read.Complete();
            _handler.ExpectMsg<Tcp.PeerClosed>();
        }

        Tell(Tcp.ConfirmedClose.Instance);
        var shutdown = ExpectCall("shutdown");
        if (end == "before the shutdown has completed")
        {
            read.Complete();
            ExpectNothingFrom(_actor, _calls);
        }

        shutdown.Complete();
        if (end == "after the shutdown")
        {
            read.Complete("still sent");
            _handler.ExpectMsg<Tcp.Received>();
            Tell(Tcp.ResumeReading.Instance);
            ExpectCall("read").Complete();
        }

        _handler.ExpectMsg<Tcp.ConfirmedClosed>();
        ExpectEnd("dispose");
    }

    [Fact]
    public void Abort_does_not_wait_for_a_write_in_progress()
    {
        Open();
        Tell(Write("hello"));
        ExpectCall("write hello");

        Tell(Tcp.Abort.Instance);

        _handler.ExpectMsg<Tcp.Aborted>();
        ExpectEnd("abort");
    }

    [Theory]
    [InlineData("idle")]
    [InlineData("writing")]
    [InlineData("writing before the close")]
    public void The_end_of_the_handler_resets_the_connection(string state)
    {
        Open();
        if (state != "idle")
            Tell(Write("hello"));
        if (state == "writing before the close")
            Tell(Tcp.ConfirmedClose.Instance);

        Sys.Stop(_handler);

        if (state != "idle")
            ExpectCall("write hello");
        ExpectEnd("abort");
    }

    [Theory]
    [InlineData("completes", "dispose")]
    [InlineData("fails", "abort")]
    [InlineData("takes too long", "abort")]
    public void The_end_of_the_handler_waits_for_the_end_of_our_side(string shutdown, string end)
    {
        Open();
        Tell(Tcp.ConfirmedClose.Instance);
        var call = ExpectCall("shutdown");
        Sys.Stop(_handler);
        ExpectNothingFrom(_actor, _calls);

        switch (shutdown)
        {
            case "completes": call.Complete(); break;
            case "fails": call.Fail("connection reset"); break;
            default: Advance(TransportActor.StepTimeout); break;
        }

        ExpectEnd(end);
    }

    [Theory]
    [InlineData(false, "dispose")]
    [InlineData(true, "abort")]
    public void After_the_end_of_our_side_only_Abort_resets_the_connection(bool aborts, string end)
    {
        Open();
        Tell(Tcp.ConfirmedClose.Instance);
        ExpectCall("shutdown").Complete();
        ExpectNothingFrom(_actor, _calls);

        if (aborts)
            Tell(Tcp.Abort.Instance);
        else
            Sys.Stop(_handler);

        ExpectEnd(end);
    }

    private static Tcp.Write Write(string text) => Tcp.Write.Create(ByteString.FromString(text), new Ack(text));

    private static Tcp.CloseCommand CloseCommand(string name) => name switch
    {
        "Close" => Tcp.Close.Instance,
        "ConfirmedClose" => Tcp.ConfirmedClose.Instance,
        _ => Tcp.Abort.Instance,
    };

    private void Start(Func<ValueTask<Client>> identify)
    {
        var admission = _admission.Ref;
        _actor = Sys.ActorOf(Props.Create(() => new TransportActor(_transport, identify, admission, HandshakeTimeout)));
        Watch(_actor);
    }

    private void Offer()
    {
        Start(() => new(Alice));
        _admission.ExpectMsg<ConnectionAccepted>();
    }

    private void Register()
    {
        Offer();
        Tell(new Tcp.Register(_handler));
    }

    /// <summary>Until the handshake has completed, at once.</summary>
    private void Open()
    {
        _transport.Immediate = ByteString.Empty;
        Register();
        ExpectCall("handshake");
        _transport.Immediate = null;
    }

    private void Tell(object message) => _actor.Tell(message, _handler);

    private FakeTransport.Call ExpectCall(string name)
    {
        var call = _calls.ExpectMsg<FakeTransport.Call>();
        Assert.Equal(name, call.Name);
        return call;
    }

    private void ExpectEnd(string call)
    {
        ExpectCall(call);
        ExpectTerminated(_actor);
        Assert.False(_calls.HasMessages);
    }

    private sealed class Ack(string text) : Tcp.Event
    {
        public string Text { get; } = text;
    }
}
