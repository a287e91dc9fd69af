using System.Net;
using System.Security.Authentication;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>TLS of the real executable: its files at the start and on SIGHUP, and clients of other makers.</summary>
public sealed class TlsTests : IDisposable
{
    private const string PythonClient = """
        import os, socket, ssl, sys, threading
        host, port, root = sys.argv[1:]
        context = ssl.create_default_context(cafile=root)
        server = context.wrap_socket(
            socket.create_connection((host, int(port))), server_hostname=host, suppress_ragged_eofs=False)
        threading.Thread(target=lambda: [server.sendall(line) for line in sys.stdin.buffer], daemon=True).start()
        while chunk := server.recv(65536):
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
        os._exit(0)
        """;

    private readonly TempFolder _files = new();

    private string Root
    {
        get
        {
            File.WriteAllText(_files.PathOf("root.pem"), TestCertificate.Root.ExportCertificatePem());
            return _files.PathOf("root.pem");
        }
    }

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("missing", "Could not find file")]
    [InlineData("garbage", "CERTIFICATE")]
    [InlineData("of another key", "does not match")]
    [InlineData("a wrong password", "password")]
    public async Task A_certificate_of_no_use_is_one_plain_line(string problem, string reason)
    {
        var certificate = TestCertificate.Issue();
        certificate.Write(_files);
        switch (problem)
        {
            case "missing": File.Delete(_files.PathOf("key.pem")); break;
            case "garbage": await File.WriteAllTextAsync(_files.PathOf("chain.pem"), "garbage"); break;
            case "of another key": await File.WriteAllTextAsync(_files.PathOf("key.pem"), TestCertificate.Issue().Key); break;
            default: await File.WriteAllTextAsync(_files.PathOf("key.pem"), certificate.EncryptedKey("other")); break;
        }

        foreach (var option in (string[][])[[], ["--check-config"]])
        {
            using var server = ServerProcess.Start([.. option, "--port", "0", "--set", "tls.key-password=hush", .. Settings()]);

            var line = Assert.Single(await server.RefusalAsync(2));
            Assert.StartsWith("akkachat.tls.certificate or akkachat.tls.key cannot be used: ", line, StringComparison.Ordinal);
            Assert.Contains(_files.PathOf(""), line, StringComparison.Ordinal);
            Assert.Contains(reason, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SIGHUP_takes_a_new_certificate_and_a_bad_one_is_logged_and_changes_nothing()
    {
        TestCertificate.Issue().Write(_files);
        using var server = await ServerProcess.StartListeningAsync(Settings());
        var endpoint = await server.EndpointAsync("tls");
        using var alice = await JoinAsync(endpoint, "alice");

        var renewed = TestCertificate.Issue();
        renewed.Write(_files);
        server.HangUp();
        await server.LoggedAsync(" INF Certificate renewed: ");
        await File.WriteAllTextAsync(_files.PathOf("key.pem"), "garbage");
        server.HangUp();
        await server.LoggedAsync(" ERR Configuration not reloaded: akkachat.tls.certificate or akkachat.tls.key cannot be used: ");

        using var bob = await JoinAsync(endpoint, "bob");
        Assert.Equal(renewed.SerialNumber, bob.ServerCertificate.SerialNumber);
        Assert.Equal("bob:bob is here", await alice.ReadLineAsync());
        await server.StopAsync();
    }

    [FactIfInstalled("openssl")]
    public Task OpenSSL_with_TLS_1_2_is_a_client() => ChatAsync(port =>
        ("openssl", ["s_client", "-quiet", "-tls1_2", "-verify_return_error", "-CAfile", Root, "-servername", "localhost", "-verify_hostname", "localhost", "-connect", $"localhost:{port}"]));

    [FactIfInstalled("openssl")]
    public Task OpenSSL_with_TLS_1_3_is_a_client() => ChatAsync(port =>
        ("openssl", ["s_client", "-quiet", "-tls1_3", "-verify_return_error", "-CAfile", Root, "-servername", "localhost", "-verify_hostname", "localhost", "-connect", $"localhost:{port}"]));

    [FactIfInstalled("ncat")]
    public Task Ncat_is_a_client() => ChatAsync(port =>
        ("ncat", ["--ssl", "--ssl-verify", "--ssl-trustfile", Root, "localhost", $"{port}"]));

    [FactIfInstalled("socat")]
    public Task Socat_is_a_client() => ChatAsync(port =>
        ("socat", ["-", $"OPENSSL:localhost:{port},cafile={Root},verify=1"]));

    [FactIfInstalled("python3")]
    public Task Python_is_a_client() => ChatAsync(port =>
        ("python3", ["-c", PythonClient, "localhost", $"{port}", Root]));

    /// <summary>Joins, talks with another member, and expects that the client takes the server's end for one in order.</summary>
    private async Task ChatAsync(Func<int, (string Program, string[] Arguments)> start)
    {
        TestCertificate.Issue(isRsa: true).Write(_files);
        using var server = await ServerProcess.StartListeningAsync(Settings());
        var (program, arguments) = start((await server.EndpointAsync("tls")).Port);
        using var client = ChatProgram.Start(program, arguments);
        await client.SendAsync("client\nhello\n");
        Assert.Equal("client:hello", await client.ReadLineAsync());
        using var alice = await server.JoinAsync("alice");
        Assert.Equal("alice:alice is here", await client.ReadLineAsync());
        // Of a record of more than 8 KiB Ncat 7.93 leaves the rest until more is received.
        var longLine = new string('x', 8000);
        await client.SendAsync(longLine + "\n");
        Assert.Equal($"client:{longLine}", await alice.ReadLineAsync());
        Assert.Equal($"client:{longLine}", await client.ReadLineAsync());

        await server.StopAsync();

        // Some wait for the end of their input too.
        client.CloseInput();
        Assert.Null(await client.ReadLineAsync());
        var (exitCode, errors) = await client.ExitAsync();
        Assert.True(exitCode == 0 && !errors.Contains("eof", StringComparison.OrdinalIgnoreCase), $"exit code {exitCode}: {errors}");
    }

    private static Task<LineClient> JoinAsync(IPEndPoint server, string name) =>
        LineClient.JoinAsync(server, name, tls: SslProtocols.Tls12 | SslProtocols.Tls13);

    private string[] Settings() =>
        [.. TestCertificate.Settings(_files).SelectMany(setting => new[] { "--set", $"{setting.Key}={setting.Value}" })];
}
