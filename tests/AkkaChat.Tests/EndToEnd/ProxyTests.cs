using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using static AkkaChat.Tests.Support.ProxyHeaderText;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>PROXY headers on every door, over real sockets.</summary>
public sealed class ProxyTests : IDisposable
{
    private const string NotAChatClient = "server:this port speaks the chat protocol only: the first line is a username\n";

    private const string Subject = "CN=localhost";

    private readonly TempFolder _files = new();

    public static TheoryData<string> AllDoors => ["akka-io", "direct", "unix", "tls"];

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(AllDoors))]
    public async Task A_client_is_known_by_the_address_in_the_header_however_that_arrives(string door)
    {
        await using var proxied = await StartAsync(door, isTrusted: true);
        (string Header, string? Client)[] headers =
        [
            (Tcp4, "203.0.113.7:4242"), (Tcp6, "[2001:db8::7]:4242"), (Unknown, null),
            (BinaryTcp4, "203.0.113.7:4242"), (BinaryTcp6, "[2001:db8::7]:4242"), (BinaryLocal, null),
        ];

        foreach (var (header, name) in headers)
        {
            foreach (var way in Enum.GetValues<Arrival>())
            {
                using var client = await proxied.ConnectAsync();
                Assert.Equal("alice:hello\nalice:bye\n", await client.ChatAsync(header, way, "alice\nhello\nbye"));

                var joined = await proxied.ExpectAsync<ChatEvents.MemberJoined>();
                var address = name is null ? null : IPEndPoint.Parse(name).Address;
                Assert.Equal(new Client(proxied.Door, address, name ?? client.Name), joined.Client);
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllDoors))]
    public async Task Large_lines_come_back_whole_and_a_half_close_is_a_farewell(string door)
    {
        await using var proxied = await StartAsync(door, isTrusted: true);
        var lines = Enumerable.Range(0, 32).Select(i => new string((char)('a' + (i % 26)), 60_000)).ToArray();
        using var client = await proxied.ConnectAsync();

        var received = await client.ChatAsync(Tcp4, Arrival.WithName, "alice\n" + string.Join('\n', lines));

        Assert.Equal(string.Concat(lines.Select(line => $"alice:{line}\n")), received);
    }

    [Theory]
    [MemberData(nameof(AllDoors))]
    public async Task A_connection_of_a_proxy_without_a_header_is_reset_and_counted(string door)
    {
        await using var proxied = await StartAsync(door, isTrusted: true);
        using var meter = new MeterReader(proxied.Server.MeterFactory);
        string[] starts = ["alice\nhello\n", "\u0016\u0003\u0001\u0002\0\u0001"];
        foreach (var start in starts)
        {
            using var client = await proxied.ConnectAsync();
            await client.SendAsync(start);
            Assert.Equal("", await client.ReadUntilResetAsync());
            var ended = await proxied.ExpectAsync<ChatEvents.ConnectionEnded>();
            Assert.Equal((CloseReason.ProxyHeader, client.Name), (ended.Reason, ended.Client.Name));
        }

        await Eventually.TrueAsync(
            () => meter[$"akkachat.connection.refused{{proxy-header,{proxied.Door.Tag}}}"] == starts.Length, "they are counted");
    }

    [Theory]
    [MemberData(nameof(AllDoors))]
    public async Task Headers_cut_at_every_byte_leave_nothing_behind(string door)
    {
        await using var proxied = await StartAsync(door, isTrusted: true);
        string[] headers =
            [Tcp4, Tcp6, $"PROXY UNKNOWN {new string('x', 91)}\r\n", BinaryTcp4, BinaryTcp6, BinaryLocal, Binary(0x20, 0, new string('x', 84))];
        var cuts = headers.SelectMany(header => Enumerable.Range(0, header.Length).Select(count => header[..count])).ToList();
        Assert.True(cuts.Count > ProxyHeaders.MaxWaiting);

        foreach (var cut in cuts)
        {
            using var client = await proxied.ConnectAsync();
            await client.SendAsync(cut);
            client.HalfClose();
            Assert.Equal("", await client.ReadUntilResetAsync());
            Assert.Equal(CloseReason.ProxyHeader, (await proxied.ExpectAsync<ChatEvents.ConnectionEnded>()).Reason);
        }

        using var alice = await proxied.ConnectAsync();
        Assert.Equal("alice:hello\n", await alice.ChatAsync(Tcp4, Arrival.WithName, "alice\nhello\n"));
    }

    [Theory]
    [MemberData(nameof(AllDoors))]
    public async Task A_header_from_an_address_that_is_not_trusted_is_refused(string door)
    {
        await using var proxied = await StartAsync(door, isTrusted: false);
        foreach (var header in new[] { Tcp4, BinaryTcp4 })
        {
            using var mallory = await proxied.ConnectAsync();
            await mallory.SendAsync(header + "mallory\nhello\n");
            // A TLS client gets an alert at most.
            if (proxied.Door != Door.Tls)
                Assert.Equal(header == Tcp4 ? NotAChatClient : "", await mallory.ReadUntilResetAsync());
            else
                Assert.DoesNotContain("hello", await mallory.ReadUntilResetAsync(), StringComparison.Ordinal);

            var ended = await proxied.ExpectAsync<ChatEvents.ConnectionEnded>();
            Assert.Equal((mallory.Name, false), (ended.Client.Name, ended.WasMember));
        }

        using var alice = await proxied.ConnectAsync();
        Assert.Equal("alice:hello\n", await alice.ChatAsync("", Arrival.WithName, "alice\nhello\n"));
    }

    [Theory]
    [MemberData(nameof(AllDoors))]
    public async Task Limits_count_the_true_address_and_none_for_the_proxy(string door)
    {
        await using var proxied = await StartAsync(door, isTrusted: true, ("limits.max-connections-per-address", "1"));
        using var first = await proxied.JoinAsync(Tcp4);
        using var second = await proxied.ConnectAsync();

        Assert.Equal(
            "server:too many connections from your address\n", await second.ChatAsync(BinaryTcp4, Arrival.WithName, "second\n"));
        Assert.Equal(CloseReason.AddressFull, (await proxied.ExpectAsync<ChatEvents.ConnectionEnded>()).Reason);

        using var other = await proxied.JoinAsync(Tcp6);
        using var local = await proxied.JoinAsync(BinaryLocal);
        using var unknown = await proxied.JoinAsync(Unknown);
    }

    [Theory]
    [MemberData(nameof(AllDoors))]
    public async Task Silent_connections_of_a_proxy_harm_no_member_and_leave_nothing_behind(string door)
    {
        await using var proxied = await StartAsync(door, isTrusted: true);
        using var alice = await proxied.JoinAsync(Tcp4);
        var silent = new List<Connection>();
        try
        {
            for (var i = 0; i < ProxyHeaders.MaxWaiting + 50; i++)
            {
                try
                {
                    silent.Add(await proxied.ConnectAsync());
                }
                catch (SocketException)
                {
                    // Reset already: too many wait.
                }
            }

            Assert.Equal("alice:still here\n", await alice.EchoAsync("still here\n"));
        }
        finally
        {
            silent.ForEach(client => client.Dispose());
        }

        using var bob = await Eventually.SucceedsAsync(() => proxied.JoinAsync(Tcp6), "bob joins");
    }

    [Fact]
    public async Task The_health_checks_expect_no_header()
    {
        await using var server = await RunningServer.StartAsync(
            ("proxy-protocol.trusted", "127.0.0.1"), ("health.listen", "127.0.0.1:0"));

        Assert.Equal((200, "ok\n"), await server.Health.GetAsync("/readyz"));
    }

    private async Task<ProxiedDoor> StartAsync(string door, bool isTrusted, params (string Key, string Value)[] settings)
    {
        var trusted = !isTrusted ? "192.0.2.99" : door == "unix" ? "unix" : "127.0.0.0/8";
        (string, string)[] doors = door switch
        {
            "direct" => [("listen.transport", "direct")],
            "unix" => [("listen.unix", _files.PathOf("chat.sock"))],
            "tls" => [("tls.listen", "127.0.0.1:0"), ("tls.certificate", CreateCertificate())],
            _ => [],
        };
        var server = await RunningServer.StartAsync([("proxy-protocol.trusted", trusted), .. doors, .. settings]);
        var tag = door == "unix" ? Door.Unix : door == "tls" ? Door.Tls : Door.Tcp;
        return new ProxiedDoor(server, tag, await server.EndpointAsync(tag));
    }

    private string CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return _files.Write($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    /// <summary>How a header reaches the server.</summary>
    private enum Arrival
    {
        /// <summary>Each byte in a segment of its own.</summary>
        Bytewise,

        /// <summary>In a segment of its own.</summary>
        Alone,

        /// <summary>In one segment with the name, or with the first TLS message.</summary>
        WithName,
    }

    /// <summary>A server of which one door is used, and its events.</summary>
    private sealed class ProxiedDoor : IAsyncDisposable
    {
        private readonly ConcurrentQueue<ChatEvents.ConnectionEnded> _ended = [];
        private readonly ConcurrentQueue<ChatEvents.MemberJoined> _joined = [];
        private readonly EndPoint _endpoint;

        public ProxiedDoor(RunningServer server, Door door, EndPoint endpoint)
        {
            (Server, Door, _endpoint) = (server, door, endpoint);
            var observer = server.System.ActorOf(Props.Create(() => new Observer(_ended, _joined)));
            server.System.EventStream.Subscribe(observer, typeof(ChatEvents.IChatEvent));
        }

        public RunningServer Server { get; }

        public Door Door { get; }

        public async Task<Connection> ConnectAsync()
        {
            var isUnix = _endpoint is UnixDomainSocketEndPoint;
            var socket = isUnix
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(_endpoint).WaitAsync(Eventually.DefaultTimeout);
            return new Connection(socket, Door);
        }

        public async Task<Connection> JoinAsync(string header)
        {
            var client = await ConnectAsync();
            try
            {
                await client.OpenAsync(header, Arrival.Alone);
                await client.WriteAsync("alice\n");
                Assert.Equal("alice:hello\n", await client.EchoAsync("hello\n"));
                return client;
            }
            catch
            {
                client.Dispose();
                throw;
            }
        }

        /// <summary>The oldest event that was not expected yet. Events of other kinds are left out.</summary>
        public async Task<T> ExpectAsync<T>()
            where T : class
        {
            object? found = null;
            await Eventually.TrueAsync(
                () => (found = typeof(T) == typeof(ChatEvents.MemberJoined)
                    ? (_joined.TryDequeue(out var joined) ? joined : null)
                    : (_ended.TryDequeue(out var ended) ? ended : null)) is not null,
                typeof(T).Name);
            return (T)found!;
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        private sealed class Observer(
            ConcurrentQueue<ChatEvents.ConnectionEnded> ended, ConcurrentQueue<ChatEvents.MemberJoined> joined) : UntypedActor
        {
            protected override void OnReceive(object message)
            {
                switch (message)
                {
                    case ChatEvents.ConnectionEnded connection: ended.Enqueue(connection); break;
                    case ChatEvents.MemberJoined member: joined.Enqueue(member); break;
                }
            }
        }
    }

    /// <summary>A connection from the proxy to a door.</summary>
    private sealed class Connection(Socket socket, Door door) : IDisposable
    {
        private readonly NetworkStream _raw = new(socket, ownsSocket: true);
        private Stream _session = Stream.Null;

        /// <summary>The header, if it is to be sent with what follows.</summary>
        private string _unsent = "";

        /// <summary>As the server names it.</summary>
        public string Name { get; } = socket.AddressFamily == AddressFamily.Unix ? "unix" : $"{socket.LocalEndPoint}";

        /// <summary>Below TLS.</summary>
        public async Task SendAsync(string text) => await _raw.WriteAsync(text.Bytes()).AsTask().WaitAsync(Eventually.DefaultTimeout);

        public void HalfClose() => socket.Shutdown(SocketShutdown.Send);

        /// <summary>Sends the header, and performs the handshake of TLS on that door.</summary>
        public async Task OpenAsync(string header, Arrival arrival)
        {
            if (arrival == Arrival.Bytewise)
            {
                foreach (var character in header)
                    await SendAsync($"{character}");
            }
            else if (arrival == Arrival.Alone)
            {
                await SendAsync(header);
            }

            _unsent = arrival == Arrival.WithName ? header : "";
            _session = door == Door.Tls ? await AuthenticateAsync() : _raw;
        }

        public async Task WriteAsync(string text)
        {
            await _session.WriteAsync((_unsent + text).Bytes()).AsTask().WaitAsync(Eventually.DefaultTimeout);
            _unsent = "";
        }

        /// <summary>Sends the header and a text, ends its side, and reads everything until the server ends its own.</summary>
        public async Task<string> ChatAsync(string header, Arrival arrival, string text)
        {
            await OpenAsync(header, arrival);
            await WriteAsync(text);
            // Before anything is read: SslStream of .NET 10 cannot do both at the same time.
            if (_session is SslStream tls)
                await tls.ShutdownAsync();
            HalfClose();
            var received = new MemoryStream();
            await _session.CopyToAsync(received).WaitAsync(Eventually.DefaultTimeout);
            return received.ToArray().Text();
        }

        public async Task<string> EchoAsync(string text)
        {
            await WriteAsync(text);
            var line = new byte["alice:".Length + text.Length];
            await _session.ReadExactlyAsync(line).AsTask().WaitAsync(Eventually.DefaultTimeout);
            return line.Text();
        }

        public async Task<string> ReadUntilResetAsync()
        {
            var received = new MemoryStream();
            try
            {
                await _raw.CopyToAsync(received).WaitAsync(Eventually.DefaultTimeout);
            }
            catch (IOException)
            {
                // Reset.
            }

            return received.ToArray().Text();
        }

        public void Dispose()
        {
            _session.Dispose();
            _raw.Dispose();
        }

        private async Task<SslStream> AuthenticateAsync()
        {
            // Linux holds the header back until more follows, or for 200 ms.
            SetCork(_unsent.Length > 0);
            await SendAsync(_unsent);
            _unsent = "";
            var tls = new SslStream(_raw, leaveInnerStreamOpen: true, (_, certificate, _, _) => certificate?.Subject == Subject);
            await tls.AuthenticateAsClientAsync("localhost").WaitAsync(Eventually.DefaultTimeout);
            SetCork(false);
            return tls;
        }

        /// <summary>TCP_CORK, which .NET does not know.</summary>
        private void SetCork(bool isSet) => socket.SetRawSocketOption(6, 3, BitConverter.GetBytes(isSet ? 1 : 0));
    }
}
