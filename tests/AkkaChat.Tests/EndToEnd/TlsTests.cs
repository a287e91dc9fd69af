using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Actor;
using AkkaChat.Server.Hosting;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>TLS: its versions, renewal of the certificate under load, and clients that do not get through the handshake.</summary>
public sealed class TlsTests : IDisposable
{
    private const SslProtocols Any = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>ClientHello of TLS 1.1, with the suites that it shares with TLS 1.2.</summary>
    private const string Tls11Hello =
        "\u0016\u0003\u0002\0\u0033\u0001\0\0\u002F\u0003\u0002RandomRandomRandomRandomRandom..\0\0\u0008"
        + "\u00C0\u0009\u00C0\u000A\u00C0\u0013\u00C0\u0014\u0001\0";

    private readonly TempFolder _files = new();
    private TestCertificate _certificate = TestCertificate.Issue();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(Tls11Hello)]
    [InlineData("alice\nhello\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\u0016\u0003\u0003\0\u0010garbage garbage ")]
    [InlineData("\u0016\u0003\u0003\u00FF\u00FF")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0")]
    public async Task An_attempt_without_TLS_1_2_or_1_3_is_reset_and_no_member_sees_it(string sent)
    {
        await using var server = await StartAsync();
        var endpoint = await server.EndpointAsync(Door.Tls);
        using var alice = await LineClient.JoinAsync(endpoint, "alice", tls: Any);
        using var client = await LineClient.ConnectAsync(endpoint);

        await client.SendAsync(sent);
        // A record of which nothing more comes.
        if (sent.EndsWith("\u00FF\u00FF", StringComparison.Ordinal))
            client.HalfClose();

        Assert.DoesNotContain("server:", string.Concat(await client.ReadUntilResetAsync()), StringComparison.Ordinal);
        await alice.SendAsync("alone\n");
        Assert.Equal("alice:alone", await alice.ReadLineAsync());
    }

    [Fact]
    public async Task TLS_1_1_is_answered_with_the_alert_protocol_version()
    {
        await using var server = await StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(await server.EndpointAsync(Door.Tls));
        await socket.SendAsync(Tls11Hello.Bytes());

        var answer = new byte[7];
        var count = await socket.ReceiveAsync(answer).WaitAsync(Eventually.DefaultTimeout);

        // Record of type alert, of 2 bytes: fatal (2), protocol_version (70).
        Assert.Equal((7, 21, 2, 70), (count, answer[0], answer[5], answer[6]));
    }

    [Fact]
    public async Task A_member_that_sends_garbage_in_place_of_records_is_reset_and_disturbs_no_other()
    {
        await using var server = await StartAsync();
        var endpoint = await server.EndpointAsync(Door.Tls);
        using var alice = await LineClient.JoinAsync(endpoint, "alice", tls: Any);
        foreach (var garbage in (string[])["\u0017\u0003\u0003\0\u0020not encrypted for the server....", "hello\n", new string('\u0017', 20_000)])
        {
            using var bob = await LineClient.JoinAsync(endpoint, "bob", tls: Any);
            Assert.Equal("bob:bob is here", await alice.ReadLineAsync());

            await Record.ExceptionAsync(() => bob.SendBelowTlsAsync(garbage));

            await Record.ExceptionAsync(bob.ReadUntilResetAsync);
            await alice.SendAsync("alone\n");
            Assert.Equal("alice:alone", await alice.ReadLineAsync());
        }
    }

    [Fact]
    public async Task Connections_in_the_handshake_count_in_the_limit_of_connections()
    {
        await using var server = await StartAsync(("limits.max-connections", "2"));
        var endpoint = await server.EndpointAsync(Door.Tls);
        using var silent = await LineClient.ConnectAsync(endpoint);
        await server.FindAsync("/user/connections/*");
        using var alice = await LineClient.JoinAsync(endpoint, "alice", tls: Any);

        using var refused = await LineClient.ConnectAsync(endpoint, tls: Any);

        Assert.Equal("server:the room is full\n", await refused.ReadToEndAsync());
    }

    [Fact]
    public async Task Hundreds_of_half_done_handshakes_do_not_keep_out_others_and_end_after_the_timeout()
    {
        const int Attackers = 300;
        await using var server = await StartAsync(
            ("akka.scheduler.implementation", typeof(VirtualScheduler).AssemblyQualifiedName!), ("tls.handshake-timeout", "10s"));
        using var meter = new MeterReader(server.MeterFactory);
        var endpoint = await server.EndpointAsync(Door.Tls);
        using var alice = await LineClient.JoinAsync(endpoint, "alice", tls: Any);
        var hello = await ClientHelloAsync();
        var attackers = await Task.WhenAll(Enumerable.Range(0, Attackers).Select(async i =>
        {
            var attacker = await LineClient.ConnectAsync(endpoint);
            // Every third one is silent; the others stop within ClientHello.
            await attacker.SendAsync(hello[..(i % 3 * (hello.Length - 1) * i / (2 * Attackers))]);
            return attacker;
        }));
        await Eventually.TrueAsync(() => meter["akkachat.connection.count"] == Attackers + 1, "all are admitted");

        using var bob = await LineClient.JoinAsync(endpoint, "bob", tls: Any);
        Assert.Equal("bob:bob is here", await alice.ReadLineAsync());
        await alice.SendAsync("hello\n");
        Assert.Equal("alice:hello", await bob.ReadLineAsync());
        Assert.Equal("alice:hello", await alice.ReadLineAsync());
        Assert.Equal(Attackers + 2, meter["akkachat.connection.count"]);

        var ends = Task.WhenAll(attackers.Select(attacker => attacker.ReadUntilResetAsync()));
        await Eventually.TrueAsync(
            () =>
            {
                ((VirtualScheduler)server.System.Scheduler).Advance(TimeSpan.FromSeconds(1));
                return ends.IsCompleted;
            },
            "the handshakes end");
        await bob.SendAsync("still here\n");
        Assert.Equal("bob:still here", await alice.ReadLineAsync());
        Assert.All(attackers, attacker => attacker.Dispose());
    }

    [Theory]
    [InlineData(Door.Tls)]
    [InlineData(Door.Wss)]
    public async Task A_renewal_under_load_costs_no_line_and_new_connections_get_the_newest_good_certificate(object door)
    {
        await using var server = await StartAsync(("web.listen", "127.0.0.1:0"), ("web.tls", "on"));
        var endpoint = await server.EndpointAsync((Door)door);
        var webSocket = (Door)door == Door.Wss;
        var reload = Assert.Single(await server.FindAsync("/user/reload"));
        using var events = Inbox.Create(server.System);
        server.System.EventStream.Subscribe(events.Receiver, typeof(ChatEvents.CertificateRenewed));
        server.System.EventStream.Subscribe(events.Receiver, typeof(ChatEvents.ReloadRefused));
        var members = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => LineClient.JoinAsync(endpoint, $"m{i}", tls: Any, webSocket: webSocket)));
        using var talk = new CancellationTokenSource();
        var talking = members.Select((member, i) => Task.Run(() => TalkAsync(member, i, talk.Token))).ToArray();

        async Task ReadFilesAsync<T>()
        {
            reload.Tell(ReloadActor.Reload.Instance);
            Assert.IsType<T>(await events.ReceiveAsync(Eventually.DefaultTimeout));
            using var guest = await LineClient.JoinAsync(endpoint, "guest", tls: Any, webSocket: webSocket);
            Assert.Equal(_certificate.SerialNumber, guest.ServerCertificate.SerialNumber);
        }

        Renew();
        await ReadFilesAsync<ChatEvents.CertificateRenewed>();
        await File.WriteAllTextAsync(_files.PathOf("chain.pem"), "garbage");
        await ReadFilesAsync<ChatEvents.ReloadRefused>();
        Renew();
        await ReadFilesAsync<ChatEvents.CertificateRenewed>();
        await talk.CancelAsync();

        // All have joined before the first one began to talk.
        var (received, sent) = (new List<List<string>>(), (await Task.WhenAll(talking)).ToList());
        using var witness = await server.JoinAsync("witness");
        foreach (var ((lines, _), member) in sent.Zip(members))
            received.Add([.. lines, .. await member.ReadUntilAsync("witness:witness is here")]);
        var shortest = received.MinBy(lines => lines.Count)!;
        Assert.All(received, lines => Assert.Equal(shortest, lines[^shortest.Count..]));
        var byAuthor = shortest.Select(line => line.Split(':')).ToLookup(line => line[0], line => line[1]);
        Assert.All(
            sent.Index(),
            member => Assert.Equal(Enumerable.Range(0, member.Item.Count).Select(i => $"{i}"), byAuthor[$"m{member.Index}"].Where(IsNumber)));
        Assert.All(members, member => member.Dispose());
    }

    [Fact]
    public async Task The_days_until_the_certificate_in_use_expires_are_a_metric()
    {
        _certificate = TestCertificate.Issue(end: DateTimeOffset.UtcNow.AddDays(10.5));
        await using var server = await StartAsync();
        using var meter = new MeterReader(server.MeterFactory);
        Assert.Equal(10, meter["akkachat.tls.certificate.expiry"]);

        _certificate = TestCertificate.Issue(end: DateTimeOffset.UtcNow.AddDays(90.5));
        _certificate.Write(_files);
        Assert.Single(await server.FindAsync("/user/reload")).Tell(ReloadActor.Reload.Instance);

        await Eventually.TrueAsync(() => meter["akkachat.tls.certificate.expiry"] == 90, "it is that of the new one");
    }

    private static bool IsNumber(string text) => text.All(char.IsAsciiDigit);

    /// <summary>Says one number after the other, each when the one before has come back.</summary>
    /// <returns>All lines received, and how many were said.</returns>
    private static async Task<(List<string> Received, int Count)> TalkAsync(LineClient member, int number, CancellationToken end)
    {
        var received = new List<string>();
        var count = 0;
        for (; !end.IsCancellationRequested; count++)
        {
            await member.SendAsync($"{count}\n");
            received.AddRange(await member.ReadUntilAsync($"m{number}:{count}"));
        }

        return (received, count);
    }

    private static async Task<string> ClientHelloAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var server = await listener.AcceptSocketAsync();
        await using var tls = new SslStream(client.GetStream());
        var handshake = tls.AuthenticateAsClientAsync(TestCertificate.Host);
        var hello = new byte[4096];
        var count = await server.ReceiveAsync(hello);
        server.Close();
        await Record.ExceptionAsync(() => handshake);
        return hello.AsSpan(0, count).Text();
    }

    private void Renew()
    {
        _certificate = TestCertificate.Issue();
        _certificate.Write(_files);
    }

    private Task<RunningServer> StartAsync(params (string Key, string Value)[] settings)
    {
        _certificate.Write(_files);
        return RunningServer.StartAsync([.. TestCertificate.Settings(_files), .. settings]);
    }
}
