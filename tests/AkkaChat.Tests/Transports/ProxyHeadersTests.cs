using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using static AkkaChat.Tests.Support.ProxyHeaderText;

namespace AkkaChat.Tests.Transports;

/// <summary>PROXY headers that are read from a socket, alone and by a TransportActor.</summary>
public sealed class ProxyHeadersTests : ActorTest
{
    private static readonly Client Proxy = Client.Of(Door.Tls, new IPEndPoint(IPAddress.Loopback, 1234));

    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket _server;
    private readonly TestProbe _events;
    private readonly ProxyHeaders _headers;

    public ProxyHeadersTests()
    {
        _server = Accept();
        _events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
        _headers = new ProxyHeaders(() => new TrustedProxies([]), Sys.EventStream);
    }

    [Theory]
    [InlineData(Tcp4)]
    [InlineData(BinaryTcp4)]
    [InlineData(Unknown)]
    [InlineData(BinaryLocal)]
    public async Task Nothing_behind_the_header_is_read(string header)
    {
        await _client.SendAsync((header + "alice\n").Bytes());

        await _headers.ReadAsync(_server, Proxy).AsTask().WaitAsync(Eventually.DefaultTimeout);

        var rest = new byte[100];
        Assert.Equal("alice\n", ((ReadOnlySpan<byte>)rest.AsSpan(0, await _server.ReceiveAsync(rest))).Text());
    }

    [Fact]
    public async Task Only_256_connections_wait_at_a_time()
    {
        for (var i = 1; i < ProxyHeaders.MaxWaiting; i++)
            Assert.True(_headers.TryBeginWait());
        var waiting = _headers.ReadAsync(_server, Proxy).AsTask();

        await Assert.ThrowsAsync<InvalidDataException>(async () => await _headers.ReadAsync(_server, Proxy));

        ExpectMissing();
        await _client.SendAsync(Tcp4.Bytes());
        Assert.Equal("203.0.113.7:4242", (await waiting.WaitAsync(Eventually.DefaultTimeout)).Name);
        Assert.True(_headers.TryBeginWait());
        Assert.False(_headers.TryBeginWait());
    }

    [Fact]
    public async Task A_TransportActor_resets_a_connection_whose_header_is_not_there_after_5_seconds()
    {
        await _client.SendAsync(Tcp4[..^1].Bytes());
        Start(out var manager);

        Advance(TransportActor.StepTimeout);

        ExpectMissing();
        await Assert.ThrowsAsync<SocketException>(async () => await _client.ReceiveAsync(new byte[1]));
        Assert.False(manager.HasMessages);
        for (var i = 0; i < ProxyHeaders.MaxWaiting; i++)
            Assert.True(_headers.TryBeginWait());
    }

    [Fact]
    public async Task A_TransportActor_asks_for_admission_in_the_name_of_the_client()
    {
        Start(out var manager);

        await _client.SendAsync(BinaryTcp4.Bytes());

        var client = manager.ExpectMsg<ConnectionAccepted>().Client;
        Assert.Equal(new Client(Door.Tls, IPAddress.Parse("203.0.113.7"), "203.0.113.7:4242"), client);
    }

    protected override void AfterAll()
    {
        _client.Dispose();
        _server.Dispose();
        base.AfterAll();
    }

    private void Start(out TestProbe manager)
    {
        var admission = manager = CreateTestProbe("manager");
        Func<ValueTask<Client>> identify = () => _headers.ReadAsync(_server, Proxy);
        var actor = Sys.ActorOf(Props.Create(() =>
            new TransportActor(new SocketTransport(_server), identify, admission, TimeSpan.FromSeconds(1))));
        ExpectNothingFrom(actor, CreateTestProbe());
    }

    private Socket Accept()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client.Connect(listener.LocalEndPoint!);
        return listener.Accept();
    }

    private void ExpectMissing() => Assert.Equal(
        new ChatEvents.ConnectionEnded(Proxy, "", false, CloseReason.ProxyHeader, 0, 0, TimeSpan.Zero),
        _events.ExpectMsg<ChatEvents.ConnectionEnded>());
}
