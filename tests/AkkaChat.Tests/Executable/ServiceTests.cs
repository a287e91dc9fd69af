using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AkkaChat.Server.Connections;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>The real executable as a service of systemd.</summary>
public sealed class ServiceTests : IDisposable
{
    private static readonly string UnitFile = Path.Combine(AppContext.BaseDirectory, "akkachat.service");

    private readonly NotifySocket _manager = new();

    public void Dispose() => _manager.Dispose();

    [Fact]
    public async Task It_is_ready_when_it_can_be_connected_to_and_stopping_before_the_last_lines_are_delivered()
    {
        var endpoint = FreePort.Find();
        using var server = ServerProcess.Start(
            [_manager.Variable],
            "--host", "127.0.0.1", "--port", $"{endpoint.Port}", "--set", "shutdown.grace=1m", "--set", "limits.max-pending=64 MiB");

        Assert.Equal("READY=1", await _manager.ReceiveAsync());
        using var slow = await LineClient.ConnectAsync(endpoint, socket => socket.ReceiveBufferSize = 4096);
        await slow.SendAsync("slow\n" + string.Concat(Enumerable.Repeat(new string('x', 8000) + "\n", 4000)));
        Assert.Equal("slow:", (await slow.ReadLineAsync())?[..5]);

        server.Terminate();
        Assert.Equal("STOPPING=1", await _manager.ReceiveAsync());
        await slow.ReadToEndAsync();

        Assert.Equal(0, await server.ExitAsync());
        Assert.Empty(await _manager.ReceiveAllAsync());
        Assert.All(server.Output, line => Assert.Contains(" INF ", line, StringComparison.Ordinal));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task It_is_never_ready_if_it_cannot_listen()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var taken = (IPEndPoint)holder.LocalEndpoint;

        using var server = ServerProcess.Start([_manager.Variable], "--host", "127.0.0.1", "--port", $"{taken.Port}");

        Assert.Equal(3, await server.ExitAsync());
        Assert.DoesNotContain("READY=1", await _manager.ReceiveAllAsync());
    }

    [Fact]
    public async Task A_manager_that_cannot_be_told_is_no_reason_to_fail()
    {
        var (server, endpoint) = await ServerProcess.StartListeningAsync([("NOTIFY_SOCKET", "/nowhere/to/be.found")]);
        using (server)
        {
            using var alice = await LineClient.JoinAsync(endpoint, "alice");
            server.Terminate();

            Assert.Equal(0, await server.ExitAsync());
            Assert.Contains(server.Output, line => line.Contains("cannot be told READY=1", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_unit_file_has_room_for_the_defaults()
    {
        var lines = await File.ReadAllLinesAsync(UnitFile);
        int Number(string key) => int.Parse(
            lines.Single(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..].TrimEnd('s'), CultureInfo.InvariantCulture);
        // More than the runtime ever has open by itself.
        const int InUse = 400;

        Assert.InRange(
            Number("LimitNOFILE="),
            FileDescriptorLimit.Required(InUse, TestSettings.Default.Limits.MaxConnections),
            int.MaxValue);
        Assert.InRange(
            TimeSpan.FromSeconds(Number("TimeoutStopSec=")),
            TestSettings.Default.ShutdownGrace + TimeSpan.FromSeconds(10),
            TimeSpan.FromMinutes(1));
    }

    [FactIfInstalled("systemd-analyze")]
    public async Task The_unit_file_is_sound()
    {
        using var folder = new TempFolder();
        var unit = folder.PathOf("akkachat.service");
        var text = await File.ReadAllTextAsync(UnitFile);
        // Only a program that exists is sound.
        var installed = text.Replace("/opt/akkachat/AkkaChat.Server", ServerProcess.Executable, StringComparison.Ordinal);
        Assert.NotEqual(text, installed);
        await File.WriteAllTextAsync(unit, installed);

        Assert.Equal((0, "", ""), await Tool.RunAsync("systemd-analyze", "verify", "--man=no", unit));
        // The exposure in tenths, of which 14 are left.
        var (exitCode, _, _) = await Tool.RunAsync("systemd-analyze", "security", "--offline=true", "--threshold=15", unit);
        Assert.Equal(0, exitCode);
    }
}
